using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Extract.Vectors;
using AttnExtract.Model.Specs;

namespace AttnExtract.Cli.Options;

/// <summary>How one vector is made of a text, where that is not to be as the model's folder says.</summary>
internal static class EmbeddingChoices
{
    /// <summary>Kinds of pooling.</summary>
    public static Option<string> Pooling { get; } = new("--pooling")
    {
        HelpName = string.Join('|', PoolingMode.All.Select(mode => mode.Name)),
        Description = "how the states of a text's tokens become one vector, instead of as the folder says; several with commas are joined. A projection "
            + "and scaling to length 1 that the folder asks for stay",
    };

    /// <summary>Another layer than the last.</summary>
    public static Option<string> Layer { get; } = new("--layer")
    {
        HelpName = "N",
        Description = "pool the states that leave this layer, counted from 0, instead of the final ones",
    };

    /// <summary>A prompt of the folder.</summary>
    public static Option<string> PromptName { get; } = new("--prompt-name")
    {
        HelpName = "NAME",
        Description = "write this prompt of the folder (config_sentence_transformers.json) before every text, instead of its usual one",
    };

    /// <summary>A prompt.</summary>
    public static Option<string> Prompt { get; } = new("--prompt")
    {
        HelpName = "TEXT",
        Description = "write this before every text; \"\" writes nothing, whatever the folder says",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Pooling, Layer, PromptName, Prompt];

    /// <summary>What a command line chooses.</summary>
    /// <exception cref="UsageException">A word or number makes no sense, or two prompts are given.</exception>
    public static EmbeddingOptions Read(Invocation call) => call.Has(Prompt) && call.Has(PromptName)
        ? throw new UsageException(Messages.NotBoth(call.Command, Prompt.Name, PromptName.Name))
        : new()
        {
            Prompt = call.Value(Prompt),
            PromptName = call.Value(PromptName),
            Pooling = call.Value(Pooling)?.Split(',', StringSplitOptions.TrimEntries).Select(ModeOf).ToArray(),
            Layer = Numbers.ReadWhole(call, Layer, 0),
        };

    private static PoolingMode ModeOf(string typed) => PoolingMode.All.FirstOrDefault(mode => mode.Name == typed)
        ?? throw new UsageException(Messages.NoSuchChoice(Pooling.Name, typed, PoolingMode.All.Select(mode => mode.Name)));
}
