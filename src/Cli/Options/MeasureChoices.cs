using System.CommandLine;
using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Targets;

namespace AttnExtract.Cli.Options;

/// <summary>What is measured.</summary>
internal static class MeasureChoices
{
    private const string Similarity = "similarity";
    private const string Class = "class";
    private const string Token = "token";
    private const string Likelihood = "likelihood";

    /// <summary>The number that is explained.</summary>
    public static Option<string> Target { get; } = new("--target")
    {
        HelpName = "TARGET",
        Description = "the number that it is about: similarity (with --to), class, class:LABEL, token:POSITION or likelihood",
    };

    /// <summary>The same where the target is a text.</summary>
    public static Option<string> About { get; } = new("--about")
    {
        HelpName = "NUMBER",
        Description = "the number that it is about where --target is a text: class, class:LABEL, token:POSITION (of the target) or likelihood; "
            + "else how likely the target is",
    };

    /// <summary>The text to be similar to.</summary>
    public static Option<string> To { get; } = new("--to") { HelpName = "TEXT", Description = "the other text, for the similarity to it" };

    /// <summary>Whether measures are put to the test.</summary>
    public static Option<bool> Faithfulness { get; } =
        ReportOptions.Flag("--faithfulness", "test how well each measure tells which tokens the target rests on");

    /// <summary>The measures of a command line.</summary>
    /// <exception cref="UsageException">None was given, or there is no such measure.</exception>
    public static IReadOnlyList<Measure> KindsOf(Invocation call)
    {
        string names = call.Value(KindOption.Kind) ?? throw new UsageException(Messages.NoMeasure());
        return Usage.Of(() => names.Split(',', StringSplitOptions.TrimEntries).Distinct().Select(MeasureCatalog.Get).ToArray());
    }

    /// <summary>Says of several kinds of attention what has no definition in one of them, and is left out there.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="measures">What is asked for.</param>
    /// <param name="kinds">The kinds of attention; one null where there is one stack of layers.</param>
    public static void RemarkUndefined(Invocation call, IReadOnlyList<Measure> measures, IReadOnlyList<AttentionKind?> kinds)
    {
        foreach (string reason in kinds.Count == 1 ? [] : kinds.SelectMany(kind => measures.Select(measure => measure.WhyNotIn(kind))).OfType<string>())
        {
            call.Note(reason);
        }
    }

    /// <summary>What can be measured of each attention; of several, what has a definition in it.</summary>
    /// <inheritdoc cref="RemarkUndefined"/>
    public static IReadOnlyList<(AttentionKind? Kind, IReadOnlyList<Measure> Measures)> Defined(
        Invocation call, IReadOnlyList<Measure> measures, IReadOnlyList<AttentionKind?> kinds)
    {
        if (kinds is [var only])
        {
            return [(only, measures)];
        }

        RemarkUndefined(call, measures, kinds);
        return [.. kinds.Select(kind => (kind, (IReadOnlyList<Measure>)[.. measures.Where(measure => measure.WhyNotIn(kind) is null)]))
            .Where(one => one.Item2.Count > 0)];
    }

    /// <summary>How many steps a path has; null for as many as usual.</summary>
    /// <exception cref="UsageException">It is no count, or none of the measures goes along a path.</exception>
    public static int? StepsOf(Invocation call, IReadOnlyList<Measure> kinds) =>
        call.Has(RemovalChoices.Steps) && !kinds.Contains(MeasureCatalog.IntegratedWordGradients)
            ? throw new UsageException(Messages.ForKind(RemovalChoices.Steps.Name, MeasureCatalog.IntegratedWordGradients.Name))
            : RemovalChoices.StepsOf(call);

    /// <summary>The target of a command line; null for what the model is made for.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="other">The text to be similar to where the command line names none; null for an error.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static MeasureTarget? TargetOf(Invocation call, string? other = null)
    {
        string? to = call.Value(To);
        bool mayBeText = call.Command.OwnOptions.Contains(About);
        (Option<string> option, string? typed) = call.Value(About) is { } about ? (About, about) : (Target, call.Value(Target));
        string? number = option == Target && mayBeText && typed is not null && !IsNumber(typed) ? null : typed;
        return (number ?? (to is null ? null : Similarity)) is not { } said ? null
            : said == Similarity ? MeasureTarget.SimilarityTo(to ?? other ?? throw new UsageException(Messages.NoOtherText()))
            : NumberOf(said) ?? throw new UsageException(Messages.BadTarget(option.Name, said));
    }

    /// <summary>Whether what follows <c>--target</c> is a number that a run ends in, not a text for a decoder to read.</summary>
    public static bool IsNumber(string typed) => typed == Similarity || NumberOf(typed) is not null;

    private static MeasureTarget? NumberOf(string typed) => typed.Split(':', 2) switch
    {
        [Likelihood] => MeasureTarget.Likelihood,
        [Class] => MeasureTarget.ClassLogit(),
        [Class, { Length: > 0 } label] => MeasureTarget.ClassLogit(label),
        [Token, var position] when int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out int number) =>
            MeasureTarget.TokenLogProbability(number),
        _ => null,
    };
}
