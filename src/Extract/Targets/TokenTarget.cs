using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>
/// The log-probability of a token where it stands: the model reads the mask token in its place or, where it reads forwards only,
/// what comes before it.
/// </summary>
/// <param name="position">The 0-based position among all tokens.</param>
internal sealed class TokenTarget(int position) : MeasureTarget
{
    internal override string MetricName => "log_probability";

    internal override string Meaning => $"log-probability of token {position}";

    internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
    {
        Encodings.RequireTarget(model, encoding, "The log-probability of a token");
        int count = encoding.Last.Tokens.Count;
        if (position < 0 || position >= count)
        {
            throw new AttnExtractException(
                $"There is no token {position}: the {(encoding.Target is null ? "text" : "target")} has tokens 0 to {count - 1}, special tokens included. "
                + "See them with: attn tokenize TEXT")
            {
                RefusedText = encoding.Text,
            };
        }

        return model.Heads.Find(HeadKind.CausalLanguageModel) is { } head
            ? BindForwards(head, encoding)
            : BindMasked(model, model.Heads[HeadKind.MaskedLanguageModel], encoding);
    }

    private BoundTarget BindMasked(PretrainedModel model, TaskHead head, Encoding encoding)
    {
        EncodingToken token = encoding.Tokens[position];
        MaskToken mask = MaskToken.Of(model);
        Encoding masked = encoding with
        {
            Tokens = [.. encoding.Tokens.Select((other, i) => i == position ? mask.InPlaceOf(other) : other)],
        };
        return Bound(head, masked, position, token);
    }

    private BoundTarget BindForwards(TaskHead head, Encoding encoding) => position > 0
        ? Bound(head, encoding, position - 1, encoding.Last.Tokens[position])
        : throw new AttnExtractException(
            "The model reads forwards only, and nothing comes before token 0 to tell it by; choose a later token.");

    private BoundTarget Bound(TaskHead head, Encoding read, int at, EncodingToken token) => new(
        $"log-probability of '{token.Text}' at token {position}",
        read,
        [at],
        hidden => nn.functional.log_softmax(
            head.call(hidden, Padding.None).select(1, at).Exact(), 1).select(1, token.Id)) // [batch]
    {
        Logits = hidden => head.call(hidden, Padding.None).select(1, at).Exact(), // [batch, word]
        Outcome = token.Id,
    };
}
