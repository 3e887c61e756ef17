using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Options;

/// <summary>Which attention of an encoder and a decoder is studied, and what the decoder reads meanwhile.</summary>
internal static class StudyOptions
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } =
        [TargetOptions.Target, MeasureChoices.About, MeasureChoices.To, TargetOptions.Language, TargetOptions.MaxNewTokens, TargetOptions.Attention];

    /// <summary>What the target is in studies.</summary>
    public static KeyValuePair<Option, OptionWords> OfTarget { get; } = new(TargetOptions.Target, new(
        "TARGET",
        "the number that it is about: similarity (with --to), class, class:LABEL, token:POSITION or likelihood; of a model with an encoder and a decoder "
            + "the text that the decoder reads, - or none for what it writes itself"));

    /// <summary>The kinds of attention that are studied: from decoder to encoder where nobody says; null for that of the only stack.</summary>
    public static IReadOnlyList<AttentionKind?> KindsOf(Invocation call, PretrainedModel model) =>
        [.. TargetOptions.KindsOf(call) ?? Usual(call, model)];

    /// <summary>Texts with what the decoder reads: what is given, what stands after a tab, or what it writes itself.</summary>
    /// <exception cref="UsageException">There is one stack, and the target is no number.</exception>
    /// <exception cref="AttnExtractException">The model cannot write, or a text is not one and its target.</exception>
    public static IReadOnlyList<TextPair> Texts(
        Invocation call, PretrainedModel model, IReadOnlyList<TextPair> texts, IReadOnlyList<AttentionKind?> kinds)
    {
        if (model.Structure.Second is null)
        {
            return call.Value(TargetOptions.Target) is { } typed && !call.Has(MeasureChoices.About) && !MeasureChoices.IsNumber(typed)
                ? throw new UsageException(Messages.BadTarget(TargetOptions.Target.Name, typed))
                : texts;
        }

        return [.. texts.Select(text => Targeted(call, model, text.InColumns(), kinds))];
    }

    /// <summary>Several kinds of attention where one is taken.</summary>
    public static UsageException OneKind(string command) =>
        new($"attn {command} takes one kind of attention at a time: --attention encoder, decoder or cross.");

    private static IEnumerable<AttentionKind?> Usual(Invocation call, PretrainedModel model) =>
        model.Structure.Second is null ? Enumerable.Repeat<AttentionKind?>(null, 1)
        : TargetOptions.WantsAll(call) ? AttentionKind.All
        : [AttentionKind.Cross];

    private static TextPair Targeted(Invocation call, PretrainedModel model, TextPair text, IReadOnlyList<AttentionKind?> kinds)
    {
        if (!kinds.Any(kind => model.LacksTarget(text, kind)))
        {
            return text;
        }

        if (!model.CanGenerate())
        {
            throw new AttnExtractException(Messages.NoTarget(model.Name));
        }

        Generation written = model.Generate(text, TargetOptions.MostTokens(call));
        call.Say(Messages.Generated(WrittenText.Of(written)));
        return string.IsNullOrWhiteSpace(written.Text)
            ? throw new AttnExtractException(
                $"The decoder of {model.Name} writes nothing to this text: give a target with --target, or take --attention encoder.")
            : text with { Target = written.Text };
    }
}
