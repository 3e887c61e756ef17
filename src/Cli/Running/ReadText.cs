using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Running;

/// <summary>What a model reads of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Written">What the model wrote itself, which it reads too; null for nothing.</param>
internal sealed record ReadText(TextPair Text, Generation? Written)
{
    /// <summary>Measures what is read.</summary>
    public IReadOnlyList<Measurement> Measure(PretrainedModel model, IReadOnlyList<Measure> measures, MeasureOptions options) =>
        measures.Count == 0 ? []
        : Written is null ? model.Measure(Text, measures, options)
        : model.Measure(Written.Encoding, measures, options);

    /// <summary>Whether a command that cannot let a model write on reads the same: what was written is a target, and reads back as itself.</summary>
    public bool CanBeReadAgain(PretrainedModel model) => Written is null
        || (Text.Target is null && Written.Encoding.Target is { } target
            && Ids(model.EncodeTarget(Written.Text, Text.TargetLanguage)).SequenceEqual(Ids(target)));

    private static IEnumerable<int> Ids(Encoding encoding) => encoding.Tokens.Select(token => token.Id);
}
