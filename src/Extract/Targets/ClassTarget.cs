using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>The score of a class before the softmax.</summary>
/// <param name="label">The class, by its name or 0-based number; null for the likeliest.</param>
internal sealed class ClassTarget(string? label) : MeasureTarget
{
    internal override string MetricName => "logit";

    internal override string Meaning => label is null ? "logit of the likeliest class" : $"logit of class '{label}'";

    internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
    {
        Encodings.RequireTarget(model, encoding, "The logit of a class");
        TaskHead head = model.Heads[HeadKind.SequenceClass];
        int index = label is null ? Likeliest(model, head, encoding) : IndexOf(label, head.Spec, model);
        return new BoundTarget(
            $"logit of class '{NameOf(index, head.Spec)}'",
            encoding,
            ReadTokens(head.Spec.Input, encoding.Last.Tokens.Count),
            hidden => head.call(hidden, Padding.None).select(1, index).Exact()) // [batch]
        {
            Logits = hidden => head.call(hidden, Padding.None).Exact(), // [batch, class]
            Outcome = index,
            IsOneOfAll = head.Spec.Scores == ScoreMeaning.OneOfAll,
        };
    }

    private static IReadOnlyList<int> ReadTokens(HeadInput input, int count) => input switch
    {
        HeadInput.FirstToken => [0],
        HeadInput.LastToken => [count - 1],
        _ => [.. Enumerable.Range(0, count)],
    };

    private static int Likeliest(PretrainedModel model, TaskHead head, Encoding encoding)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Tensor scores = head.call(turn.Run([encoding]), Padding.None)[0].Exact(); // [class]
        return Ranking.Highest<double>(scores.data<double>().ToArray());
    }

    private static int IndexOf(string label, HeadSpec spec, PretrainedModel model)
    {
        int index = spec.Labels.IndexOf(label);
        return index >= 0 ? index
            : int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < spec.OutputSize ? number
            : throw Unknown(label, [.. Enumerable.Range(0, spec.OutputSize).Select(i => NameOf(i, spec))], model);
    }

    private static string NameOf(int index, HeadSpec spec) =>
        index < spec.Labels.Length ? spec.Labels[index] : index.ToString(CultureInfo.InvariantCulture);

    private static AttnExtractException Unknown(string label, ImmutableArray<string> classes, PretrainedModel model) =>
        new Registry<string>(
            one => [one], (typed, didYouMean, known) => $"{model.Name} has no class '{typed}'.{didYouMean} It has {known}.", classes).Unknown(label);
}
