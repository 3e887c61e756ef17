using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>What is switched off in a run, and what takes its place.</summary>
internal static class AblationOptions
{
    /// <summary>Ablations, as they are written.</summary>
    public static Option<string[]> Ablate { get; } = new("--ablate")
    {
        HelpName = "ABLATION",
        Description = "switch something off: '3.5=zero', '3.*=uniform', '2.*:0>1=cut', 'mlp 4=zero', 'layer 4=skip' "
            + "(attn list ablations). May be given several times",
    };

    /// <summary>The corpus of means.</summary>
    public static Option<string> Reference { get; } = new("--reference")
    {
        HelpName = "FILE",
        Description = "a file of texts, one a line, for means and for tokens to resample",
    };

    /// <summary>The text to resample from.</summary>
    public static Option<string> Source { get; } = new("--source")
    {
        HelpName = "TEXT",
        Description = "a text of as many tokens, to resample or to patch from",
    };

    /// <summary>Where random numbers start.</summary>
    public static Option<string> Seed { get; } = new("--seed")
    {
        HelpName = "NUMBER",
        Description = "where random numbers start, else 0; the same seed gives the same result",
    };

    /// <summary>What a run with something switched off takes.</summary>
    public static ImmutableArray<Option> All { get; } = [Ablate, Reference, Source, Seed];

    /// <summary>What the words for replacements stand for in a command line.</summary>
    /// <exception cref="AttnExtractException">The reference file cannot be read, or holds no text.</exception>
    public static AblationSources SourcesOf(Invocation call) => new()
    {
        Reference = call.Value(Reference) is { } file ? TextOptions.Lines(call, file) : null,
        Source = call.Value(Source),
        Seed = SeedOf(call),
    };

    /// <summary>The ablations of a command line.</summary>
    /// <exception cref="UsageException">One cannot be read, or needs a source that is not there.</exception>
    public static IReadOnlyList<Ablation> Read(Invocation call)
    {
        if (call.Value(Ablate) is not { Length: > 0 } written)
        {
            return [];
        }

        AblationSources sources = SourcesOf(call);
        return Usage.Of(() => written.Select(text => Extract.Ablations.Ablate.Parse(text, sources)).ToArray());
    }

    /// <summary>What takes the place of what is switched off.</summary>
    /// <exception cref="UsageException">There is no such kind, or it needs a source that is not there.</exception>
    public static Replacement KindOf(Invocation call)
    {
        AblationSources sources = SourcesOf(call);
        return Usage.Of(() => ReplacementKind.Get(call.Value(KindOption.Kind) ?? "zero").Make(sources));
    }

    /// <summary>The seed.</summary>
    /// <exception cref="UsageException">It is no whole number.</exception>
    public static int SeedOf(Invocation call) => Numbers.ReadWhole(call, Seed, 0) ?? 0;
}
