#!/usr/bin/env dotnet
#:project ../src/Render/Render.csproj

using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Render;

// Attention from anywhere, [layer, head, query, key], as numpy.save writes it: here two heads of one layer, made of distances.
string[] tokens = ["the", "cat", "sat", "down"];
float[] maps = [.. Map(sharpness: 0.5), .. Map(sharpness: 2)];
using (FileStream stream = File.Create("mine.npy"))
{
    NpyArray.Write(stream, [1, 2, tokens.Length, tokens.Length], maps);
}

AttentionRecord mine = SavedAttention.Read("mine.npy").ToRecord(tokens);
mine.ToFigure().With(colormap: "viridis").Save("mine.png");
mine.ToViewer().Save("mine.html");

// Softmax over the keys of how far they are away.
IEnumerable<float> Map(double sharpness) =>
    from query in Enumerable.Range(0, tokens.Length)
    let row = tokens.Select((_, key) => Math.Exp(-sharpness * Math.Abs(query - key))).ToArray()
    from weight in row
    select (float)(weight / row.Sum());
