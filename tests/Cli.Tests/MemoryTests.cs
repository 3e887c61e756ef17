using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>
/// What the program takes that loads a model of BERT-base's size: at most 1.3 times the weights in single precision, and 250 MB for itself. Linux says how
/// much that was; elsewhere there is nothing to compare.
/// </summary>
public sealed class MemoryTests : IDisposable
{
    private const double Allowed = 1.3;
    private const double Runtime = 250e6;
    private const int Hidden = 768;
    private const int Intermediate = 3072;
    private const int Layers = 12;
    private const int Words = 30522;

    private readonly TemporaryFolder _folder = new();

    public MemoryTests()
    {
        File.Copy(Path.Combine(ReferenceData.BundledModel, "tokenizer.json"), _folder["tokenizer.json"]);
        File.WriteAllText(_folder["config.json"], $$"""
            {
              "model_type": "bert", "vocab_size": {{Words}}, "hidden_size": {{Hidden}}, "num_hidden_layers": {{Layers}}, "num_attention_heads": 12,
              "intermediate_size": {{Intermediate}}, "max_position_embeddings": 512
            }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loading_safetensors_takes_little_more_than_the_weights()
    {
        long offset = 0;
        List<string> head = [];
        foreach ((string name, long[] shape) in Tensors())
        {
            long end = offset + (CountOf(shape) * sizeof(float));
            head.Add($$"""{{'"'}}{{name}}":{"dtype":"F32","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{offset}},{{end}}]}""");
            offset = end;
        }

        byte[] json = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', head)}}}");
        using (FileStream file = File.Create(_folder["model.safetensors"]))
        {
            file.Write(BitConverter.GetBytes((long)json.Length));
            file.Write(json);

            // Zeros that no disk has to hold.
            file.SetLength(file.Position + offset);
        }

        LoadsWithinLimit();
    }

    [Fact]
    public void Loading_a_bin_takes_little_more_than_the_weights()
    {
        (string Name, long[] Shape)[] tensors = [.. Tensors()];
        byte[] pickle = Pickle.Dictionary([.. tensors.Select((tensor, i) => (
            tensor.Name, Pickle.Tensor(Pickle.Storage($"{i}", "FloatStorage", CountOf(tensor.Shape)), 0, tensor.Shape, Strides(tensor.Shape))))]);
        using (ZipArchive zip = ZipFile.Open(_folder["pytorch_model.bin"], ZipArchiveMode.Create))
        {
            Write(zip, "archive/data.pkl", pickle, pickle.Length);
            byte[] zeros = new byte[1 << 20];
            foreach ((int i, (string _, long[] shape)) in tensors.Index())
            {
                Write(zip, $"archive/data/{i}", zeros, CountOf(shape) * sizeof(float));
            }
        }

        LoadsWithinLimit();
    }

    private void LoadsWithinLimit()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using Process process = BuiltProgram.Start(["inspect", "--model", _folder.Path]);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        do
        {
            peak = Math.Max(peak, PeakOf(process));
        }
        while (!process.WaitForExit(2));

        double weights = Tensors().Sum(tensor => CountOf(tensor.Shape)) * sizeof(float);
        Assert.Equal("", error.GetAwaiter().GetResult());
        Assert.Contains(Path.GetFileName(_folder.Path), output.GetAwaiter().GetResult());
        Assert.InRange(peak, weights, (Allowed * weights) + Runtime);
    }

    // The peak since the process began, so that the last look counts.
    private static long PeakOf(Process process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between the question and the answer.
            return 0;
        }
    }

    private static void Write(ZipArchive zip, string name, byte[] bytes, long length)
    {
        using Stream member = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        for (long written = 0; written < length; written += bytes.Length)
        {
            member.Write(bytes, 0, (int)Math.Min(bytes.Length, length - written));
        }
    }

    private static long CountOf(long[] shape) => shape.Aggregate(1L, (product, length) => product * length);

    private static long[] Strides(long[] shape) => shape.Length == 1 ? [1] : [shape[1], 1];

    private static IEnumerable<(string Name, long[] Shape)> Tensors() =>
    [
        ("embeddings.word_embeddings.weight", [Words, Hidden]),
        ("embeddings.position_embeddings.weight", [512, Hidden]),
        ("embeddings.token_type_embeddings.weight", [2, Hidden]),
        .. Both("embeddings.LayerNorm", [Hidden]),
        .. Enumerable.Range(0, Layers).Select(layer => $"encoder.layer.{layer}.").SelectMany(layer => ((string, long[])[])
        [
            .. Both(layer + "attention.self.query", [Hidden, Hidden]),
            .. Both(layer + "attention.self.key", [Hidden, Hidden]),
            .. Both(layer + "attention.self.value", [Hidden, Hidden]),
            .. Both(layer + "attention.output.dense", [Hidden, Hidden]),
            .. Both(layer + "attention.output.LayerNorm", [Hidden]),
            .. Both(layer + "intermediate.dense", [Intermediate, Hidden]),
            .. Both(layer + "output.dense", [Hidden, Intermediate]),
            .. Both(layer + "output.LayerNorm", [Hidden]),
        ]),
    ];

    private static (string Name, long[] Shape)[] Both(string name, long[] shape) => [(name + ".weight", shape), (name + ".bias", [shape[0]])];
}
