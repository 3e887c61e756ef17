using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;

namespace AttnExtract.Cli.Options;

/// <summary>What a page to look around in holds, and how it opens.</summary>
internal static class ViewOptions
{
    /// <summary>Another run.</summary>
    public static Option<string> Compare { get; } = new("--compare")
    {
        HelpName = "RUN",
        Description = "with --from: a second run, and the second maps less the first",
    };

    /// <summary>Other maps of the same text.</summary>
    public static Option<string> Measure { get; } = new("--measure")
    {
        HelpName = "KINDS",
        Description = "also these measures, separated by commas (attn list measures)",
    };

    /// <summary>The language.</summary>
    public static Option<string> Language { get; } = new("--language")
    {
        HelpName = "en|zh",
        Description = "the language that the page opens in, else the reader's",
    };

    /// <summary>The number that measures are about.</summary>
    public static ImmutableArray<Option> OfMeasures { get; } = [MeasureChoices.About, MeasureChoices.To];

    private static readonly string[] Languages = ["en", "zh"];

    /// <summary>How much of every number is kept.</summary>
    /// <exception cref="UsageException">There is no such precision.</exception>
    public static RecordPrecision PrecisionOf(Invocation call) => RunOptions.Stores.Read(call, RunOptions.Precision) ?? RecordPrecision.Float16;

    /// <summary>The language that is named, or null.</summary>
    /// <exception cref="UsageException">The page does not speak it.</exception>
    public static string? LanguageOf(Invocation call) =>
        call.Value(Language) is { } typed && !Languages.Contains(typed)
            ? throw new UsageException(Messages.NoSuchChoice(Language.Name, typed, Languages))
            : call.Value(Language);

    /// <summary>The measures that are shown besides.</summary>
    /// <exception cref="UsageException">There is no such measure, or a page cannot show it.</exception>
    public static IReadOnlyList<Measure> MeasuresOf(Invocation call)
    {
        string[] names = call.Value(Measure)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        Measure[] measures = [.. Usage.Of(() => names.Distinct().Select(MeasureCatalog.Get).ToArray())];
        return measures.FirstOrDefault(measure => measure.Shape == MeasureShape.Heads) is { } ofHeads
            ? throw new UsageException(Messages.NoMapsOf(ofHeads))
            : measures;
    }

    /// <summary>The number that measures explain; null for what the model is made for.</summary>
    /// <exception cref="UsageException">It cannot be read, or nothing is measured.</exception>
    public static MeasureTarget? TargetOf(Invocation call)
    {
        if (!call.Has(Measure))
        {
            Option? unused = OfMeasures.FirstOrDefault(call.Has) ?? (TargetOptions.IsNumber(call) ? TargetOptions.Target : null);
            return unused is null ? null : throw new UsageException(Messages.ForMeasures(unused.Name));
        }

        return MeasureChoices.TargetOf(call);
    }
}
