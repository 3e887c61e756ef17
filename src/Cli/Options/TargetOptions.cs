using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Options;

/// <summary>What a decoder reads, and which attention of an encoder and a decoder is meant.</summary>
internal static class TargetOptions
{
    private const string Generated = "-";

    /// <summary>Every kind of attention.</summary>
    public const string AllKinds = "all";

    /// <summary>What the decoder reads.</summary>
    public static Option<string> Target => MeasureChoices.Target;

    /// <summary>What the option is where a word is asked for.</summary>
    public static KeyValuePair<Option, OptionWords> OfWords { get; } = new(Target, new(
        "TEXT", "what the decoder of a model with an encoder has read before the word, such as a translation begun; - lets it write all of it"));

    /// <summary>What the option is where it is a text.</summary>
    public static KeyValuePair<Option, OptionWords> OfTexts { get; } = new(Target, new(
        "TEXT", "what the decoder of a model with an encoder reads, such as the translation of the text; - or none: what it writes itself"));

    /// <summary>The language of the target.</summary>
    public static Option<string> Language { get; } = new("--target-language")
    {
        HelpName = "TOKEN",
        Description = "the language of the target, where the tokenizer has tokens of languages, such as deu_Latn; else the one that it names",
    };

    /// <summary>Whether a decoder goes on.</summary>
    public static Option<bool> Generate { get; } =
        ReportOptions.Flag("--generate", "let a decoder write on, of all words always the likeliest, and look at that too");

    /// <summary>How much is written.</summary>
    public static Option<string> MaxNewTokens { get; } = new("--max-new-tokens")
    {
        HelpName = "N",
        Description = $"how many tokens a decoder writes at most; {ModelRuns.UsualNewTokens} unless said",
    };

    /// <summary>Which attention.</summary>
    public static Option<string> Attention { get; } = new("--attention")
    {
        HelpName = "KIND",
        Description = "of a model with an encoder and a decoder: encoder, decoder, cross (from decoder to encoder) or all",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Target, Language, Generate, MaxNewTokens, Attention];

    private static Registry<(string Name, AttentionKind? Kind)> Choices { get; } = new(
        choice => [choice.Name],
        (typed, didYouMean, known) => $"There is no kind of attention '{typed}'.{didYouMean} There are {known}.",
        [.. AttentionKind.All.Select(kind => (kind.Name, kind)), (AllKinds, null)]);

    /// <summary>The target that is given; null for none.</summary>
    public static string? TargetOf(Invocation call) =>
        call.Command.OwnOptions.Contains(Language) && call.Value(Target) is { } target && target != Generated && !IsNumber(call) ? target : null;

    /// <summary>Whether the target is no text, but the number that a run ends in, as it may be in studies unless that is said elsewhere.</summary>
    public static bool IsNumber(Invocation call) =>
        call.Command.OwnOptions.Contains(MeasureChoices.About) && !call.Has(MeasureChoices.About)
            && call.Value(Target) is { } target && MeasureChoices.IsNumber(target);

    /// <summary>Whether every kind of attention is asked for.</summary>
    public static bool WantsAll(Invocation call) => call.Value(Attention) == AllKinds;

    /// <summary>The kinds of attention that are asked for; null where nobody says, or all are.</summary>
    /// <exception cref="AttnExtractException">There is no such kind.</exception>
    public static IReadOnlyList<AttentionKind>? KindsOf(Invocation call) =>
        call.Value(Attention) is { } typed && Choices.Get(typed).Kind is { } kind ? [kind] : null;

    /// <summary>The kinds of attention that a figure shows: from decoder to encoder where nobody says.</summary>
    public static IReadOnlyList<AttentionKind>? ShownKinds(Invocation call, PretrainedModel model) =>
        KindsOf(call) ?? (model.Structure.Second is null || WantsAll(call) ? null : [AttentionKind.Cross]);

    /// <summary>The record of the kind of attention that is asked for; else the same.</summary>
    /// <exception cref="AttnExtractException">It was not kept.</exception>
    public static AttentionRecord Chosen(Invocation call, AttentionRecord record) =>
        KindsOf(call) is [AttentionKind kind] ? record.Of(kind) : record;

    /// <summary>Two runs of one kind of attention, or of every kind that both hold.</summary>
    /// <exception cref="AttnExtractException">The kind was not kept.</exception>
    public static IEnumerable<(AttentionRecord Before, AttentionRecord After)> Pairs(Invocation call, AttentionRecord before, AttentionRecord after) =>
        !WantsAll(call)
            ? [(Chosen(call, before), Chosen(call, after))]
            : before.Parts.SelectMany(one => after.Parts.Where(other => other.Kind == one.Kind).Select(other => (one, other)))
                .DefaultIfEmpty((before, after));

    /// <summary>How many tokens are written at most; null where nobody says.</summary>
    /// <exception cref="UsageException">It is no number above 0.</exception>
    public static int? MostTokens(Invocation call) => call.Value(MaxNewTokens) is not { } text ? null
        : int.TryParse(text, out int count) && count > 0 ? count
        : throw new UsageException(Messages.NoCount(MaxNewTokens.Name, text));

    /// <summary>Whether the command line lets a decoder write, whatever the model.</summary>
    /// <exception cref="UsageException">It does not, and says how much.</exception>
    public static bool AsksToWrite(Invocation call) =>
        call.Has(Generate) || call.Value(Target) == Generated || Writes(call, false);

    /// <summary>A text with the target that stands after it and a tab, where the model has a decoder to read it.</summary>
    /// <exception cref="AttnExtractException">There are more than two columns, or one is empty; or a target is given besides.</exception>
    public static TextPair InColumns(PretrainedModel model, TextPair text) => model.Structure.Second is null ? text : text.InColumns();

    /// <summary>Whether the decoder has to write what it reads of a text in columns.</summary>
    /// <exception cref="AttnExtractException">It would have to, and the model cannot.</exception>
    /// <exception cref="UsageException">It has not, and the command line says how much.</exception>
    public static bool MustGenerate(Invocation call, PretrainedModel model, TextPair text, CaptureOptions options)
    {
        bool needsTarget = model.Structure.Second is not null && text.Target is null && options.Kinds?.SequenceEqual([AttentionKind.Encoder]) != true;
        return needsTarget && model.Heads.Count == 0
            ? throw new AttnExtractException(Messages.NoTarget(model.Name))
            : Writes(call, call.Has(Generate) || (needsTarget && model.CanGenerate()));
    }

    /// <summary>Remarks that the language of a target is given where nothing reads a target.</summary>
    public static void RemarkUnreadLanguage(Invocation call, PretrainedFolder folder)
    {
        // What an effect or an attribution is of depends on the target, whosever heads are asked about.
        bool isUnread = KindsOf(call) is [var kind] && kind == AttentionKind.Encoder && !call.Command.OwnOptions.Contains(MeasureChoices.About);
        if (call.Has(Language) && (isUnread || folder.Structure.Second is null))
        {
            call.NoteOnce(Messages.UnreadLanguage(folder.Structure.Second is null ? folder.Name : null));
        }
    }

    private static bool Writes(Invocation call, bool isSaid) =>
        isSaid || !call.Has(MaxNewTokens) ? isSaid : throw new UsageException(Messages.NothingWritten(MaxNewTokens.Name, Generate.Name, Target.Name));
}
