using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Predictions;

/// <summary>A prediction as bytes.</summary>
internal static class PredictionPartial
{
    /// <summary>Writes everything.</summary>
    public static void Write(BinaryWriter writer, Prediction prediction)
    {
        writer.Write([prediction.Text]);
        writer.Write(prediction.Task.Key);
        writer.Write(prediction.Lines.Count);
        foreach (PredictedLine line in prediction.Lines)
        {
            writer.Write(line.Position ?? -1);
            writer.WriteOptional(line.Token);
            writer.Write(line.What);
            writer.Write(line.Score);
            writer.Write(line.Probability is not null);
            writer.Write(line.Probability ?? 0);
        }

        writer.Write(prediction.Written is not null);
        if (prediction.Written is { } written)
        {
            writer.Write(written.Text);
            writer.Write(written.IsEnded);
            writer.Write(written.Tokens.Count);
            foreach ((string token, int id) in written.Tokens.Zip(written.Ids))
            {
                writer.Write(token);
                writer.Write(id);
            }
        }
    }

    /// <summary>Reads what was written, and leaves the stream behind it.</summary>
    public static Prediction Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        TextPair text = reader.ReadTexts()[0];
        string task = reader.ReadString();
        PredictedLine[] lines = new PredictedLine[reader.ReadInt32()];
        for (int i = 0; i < lines.Length; i++)
        {
            int position = reader.ReadInt32();
            (string? token, string what, double score) = (reader.ReadOptional(), reader.ReadString(), reader.ReadDouble());
            bool isLikely = reader.ReadBoolean();
            double probability = reader.ReadDouble();
            lines[i] = new(position < 0 ? null : position, token, what, score, isLikely ? probability : null);
        }

        return new(text, HeadKind.All.First(kind => kind.Key == task), lines, reader.ReadBoolean() ? Written(reader) : null);
    }

    private static WrittenText Written(BinaryReader reader)
    {
        (string text, bool isEnded) = (reader.ReadString(), reader.ReadBoolean());
        string[] tokens = new string[reader.ReadInt32()];
        int[] ids = new int[tokens.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            (tokens[i], ids[i]) = (reader.ReadString(), reader.ReadInt32());
        }

        return new(text, tokens, ids, isEnded);
    }
}
