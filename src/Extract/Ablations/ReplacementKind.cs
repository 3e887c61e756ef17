using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>A word for a replacement, as command lines and written ablations have it.</summary>
public sealed class ReplacementKind
{
    private readonly Func<AblationSources, Replacement> _make;

    private ReplacementKind(string name, string description, Func<AblationSources, Replacement> make)
    {
        Name = name;
        Description = description;
        _make = make;
    }

    /// <summary>Every kind.</summary>
    public static ImmutableArray<ReplacementKind> All { get; } =
    [
        new("zero", "zeros", _ => Replacement.Zero),
        new("mean", "the mean over a reference corpus", sources => Replacement.Mean(Corpus("mean", sources))),
        new("mean-by-position", "the mean over a reference corpus, position by position",
            sources => Replacement.Mean(Corpus("mean-by-position", sources), byPosition: true)),
        new("uniform", "attention that is the same for every token; for heads", _ => Replacement.Uniform),
        new("resample", "what another text of as many tokens gives, or tokens drawn from a reference corpus",
            sources => sources.Source is { } text ? Replacement.Resample(text)
                : Replacement.Resample(Corpus("resample", sources, " or a text of as many tokens (--source TEXT)"), sources.Seed)),
    ];

    private static Registry<ReplacementKind> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"There is no replacement '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>The word.</summary>
    public string Name { get; }

    /// <summary>What takes the place, in a few words.</summary>
    public string Description { get; }

    /// <summary>The kind of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static ReplacementKind Get(string name) => ByName.Get(name);

    /// <summary>The replacement.</summary>
    /// <exception cref="AttnExtractException">A source that it needs is missing or empty.</exception>
    public Replacement Make(AblationSources sources) => _make(sources);

    private static IReadOnlyList<string> Corpus(string kind, AblationSources sources, string orElse = "") =>
        sources.Reference ?? throw new AttnExtractException($"'{kind}' needs a corpus of reference texts (--reference FILE, one a line){orElse}.");
}

/// <summary>What the words <c>mean</c> and <c>resample</c> stand for where ablations are written as text.</summary>
public sealed record AblationSources
{
    /// <summary>The corpus of means, and of resampled tokens where there is no <see cref="Source"/>; null for none.</summary>
    public IReadOnlyList<string>? Reference { get; init; }

    /// <summary>The text to resample from; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Where random draws from the corpus start.</summary>
    public int Seed { get; init; }
}
