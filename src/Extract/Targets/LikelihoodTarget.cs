using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>How likely a decoder finds what it reads: Σ ln p(token | tokens before it), from its second token on.</summary>
internal sealed class LikelihoodTarget : MeasureTarget
{
    internal override string MetricName => "likelihood";

    internal override string Meaning => "log-likelihood";

    internal override bool IsOutcome => false;

    internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
    {
        Encodings.RequireTarget(model, encoding, "The likelihood");
        TaskHead head = model.Heads[HeadKind.CausalLanguageModel];
        IReadOnlyList<EncodingToken> tokens = encoding.Last.Tokens;
        if (tokens.Count < 2)
        {
            throw new AttnExtractException("There is nothing whose likelihood could be told: the first token has none before it, and there is no other.")
            {
                RefusedText = encoding.Text,
            };
        }

        long[] ids = [.. tokens.Skip(1).Select(token => (long)token.Id)];
        return new BoundTarget(
            $"log-likelihood of “{encoding.Last.Text}”",
            encoding,
            [.. Enumerable.Range(0, ids.Length)],
            hidden => stack([.. Enumerable.Range(0, (int)hidden.shape[0]).Select(row => Score(head, hidden[row], ids))])); // [batch]
    }

    // hidden: [token, hidden]; one text at a time, because the scores of all words take more memory than all else.
    private static Tensor Score(TaskHead head, Tensor hidden, long[] ids)
    {
        Tensor scores = head.call(hidden.narrow(0, 0, ids.Length).unsqueeze(0), Padding.None)[0].Exact(); // [token, word]
        return nn.functional.log_softmax(scores, 1).gather(1, NewTensor.Of(ids, scores.device).unsqueeze(1)).sum(); // []
    }
}
