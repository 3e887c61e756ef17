using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>Everything that the numbers of a run depend on: what has another plan is another run.</summary>
public sealed record RunPlan
{
    // The layout of plan.json and of the files of chunks.
    private const int Layout = 3;

    /// <summary>What is done: the name of a command.</summary>
    public required string Study { get; init; }

    /// <summary>The words after that name which make a plan like this one: corpus, model, options.</summary>
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>The options, in the words in which they were given, but for model and corpus, which are told by their hashes.</summary>
    public required ImmutableArray<string> Options { get; init; }

    /// <summary>The model.</summary>
    public required PlannedModel Model { get; init; }

    /// <summary>The texts.</summary>
    public required PlannedCorpus Corpus { get; init; }

    /// <summary>How many texts are in a chunk.</summary>
    public required int ChunkSize { get; init; }

    /// <summary>The version of AttnExtract.</summary>
    public string Version { get; init; } = ProductVersion.Text;

    /// <summary>How many chunks there are.</summary>
    public int ChunkCount => CorpusChunks.Count(Corpus.TextCount, ChunkSize);

    /// <summary>How many texts are in a chunk: fewer than <see cref="ChunkSize"/> in the last.</summary>
    /// <param name="chunk">Its 0-based number.</param>
    public int TextsIn(int chunk) => Math.Min(ChunkSize, Corpus.TextCount - (chunk * ChunkSize));

    /// <summary>The words that go on with it.</summary>
    public string CommandLine => ShellWords.Of(["attn", Study, .. Words]);

    // What every chunk's file is marked with: 32 bytes.
    internal byte[] Digest => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Identity.Select(one => $"{one.Name}\t{one.Value}"))));

    // In the order in which a difference is told.
    private IEnumerable<(string Name, string Value)> Identity =>
    [
        ("study", Study),
        ("corpus", Corpus.Sha256),
        ("chunk", FormattableString.Invariant($"{ChunkSize}")),
        ("options", ShellWords.Of(Options)),
        ("weights", Model.WeightsSha256),
        ("settings", Model.SettingsSha256),
        ("attn", Version),
        ("libtorch", Model.Torch),
        ("layout", FormattableString.Invariant($"{Layout}")),
    ];

    /// <summary>In what another plan differs, as the rest of a sentence on what this one was made for; null where they are the same.</summary>
    internal string? Difference(RunPlan other)
    {
        string? name = Identity.Zip(other.Identity).FirstOrDefault(pair => pair.First.Value != pair.Second.Value).First.Name;
        return name switch
        {
            null => null,
            "study" => $"attn {Study}, and not for attn {other.Study}",
            "corpus" => $"other texts: '{other.Corpus.Path}' was another file then, or has changed since",
            "chunk" => $"chunks of {ChunkSize} texts, and not of {other.ChunkSize}",
            "options" => $"{Listed(Options)}, and not for {Listed(other.Options)}",
            "weights" => $"other weights than those of {other.Model.Name}",
            "settings" => $"another configuration or tokenizer than that of {other.Model.Name}",
            "attn" => $"attn {Version}, and this is {other.Version}",
            _ => $"libtorch {Model.Torch}, and this is {other.Model.Torch}",
        };
    }

    internal void Write(Stream stream)
    {
        using Utf8JsonWriter json = new(stream, ReadableJson.Indented);
        json.WriteStartObject();
        json.WriteNumber("layout", Layout);
        json.WriteString("study", Study);
        WriteTexts(json, "words", Words);
        WriteTexts(json, "options", Options);
        json.WriteStartObject("model");
        json.WriteString("name", Model.Name);
        json.WriteString("weights_sha256", Model.WeightsSha256);
        json.WriteString("settings_sha256", Model.SettingsSha256);
        json.WriteEndObject();
        json.WriteStartObject("corpus");
        json.WriteString("path", Corpus.Path);
        json.WriteString("sha256", Corpus.Sha256);
        json.WriteNumber("texts", Corpus.TextCount);
        WriteTexts(json, "remarks", Corpus.Remarks);
        json.WriteEndObject();
        json.WriteNumber("chunk", ChunkSize);
        json.WriteNumber("chunks", ChunkCount);
        json.WriteStartObject("versions");
        json.WriteString("attn", Version);
        json.WriteString("libtorch", Model.Torch);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static RunPlan Read(string path)
    {
        JsonFields plan = new(JsonFile.Read(path), path, "plan");
        if (plan.Whole("layout") is var layout && layout != Layout)
        {
            throw new AttnExtractException($"'{path}' has layout {layout}; this program reads {Layout}. Another version of AttnExtract made it.");
        }

        JsonFields model = plan.Object("model");
        JsonFields corpus = plan.Object("corpus");
        JsonFields versions = plan.Object("versions");
        return new RunPlan
        {
            Study = plan.Text("study"),
            Words = [.. plan.Texts("words")],
            Options = [.. plan.Texts("options")],
            Model = new(model.Text("name"), model.Text("weights_sha256"), model.Text("settings_sha256"), versions.Text("libtorch")),
            Corpus = new(corpus.Text("path"), corpus.Text("sha256"), corpus.Whole("texts")) { Remarks = [.. corpus.Texts("remarks")] },
            ChunkSize = plan.Whole("chunk") is > 0 and var size
                ? size
                : throw new AttnExtractException($"'{path}' is damaged: it says that no text is in a chunk. Start the study again in a new folder."),
            Version = versions.Text("attn"),
        };
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Listed(ImmutableArray<string> options) =>
        options.IsEmpty ? "no option" : ShellWords.Of(options);
}
