using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// The straight way of a text's word vectors from a baseline to what they are: the padding token's vector, or 0 where the tokenizer has none, at
/// every token but those that the tokenizer adds and those that the target hides, which stay.
/// </summary>
/// <param name="Baseline">Where it begins: [token, embedding]</param>
/// <param name="Difference">From there to the text's own: [token, embedding]</param>
internal sealed record WordPath(Tensor Baseline, Tensor Difference)
{
    /// <summary>The way of a text; it belongs to the turn.</summary>
    public static WordPath Of(MeasureRun run, ModelTurn turn)
    {
        using IDisposable noGradients = no_grad();
        EncodingToken[] blank = [.. run.Keys.Tokens.Select((token, i) => Stays(run, i) ? token : token with { Id = run.KeyTokenizer.PadId ?? 0 })];
        Tensor? words = null;
        using IDisposable watching = run.Model.Hooks[run.Words].Attach(passing =>
        {
            words = passing; // [2, token, embedding]
            return null;
        });
        turn.Run([run.Encoding, run.WithKeys(blank)]);
        Tensor own = words![0]; // [token, embedding]
        Tensor baseline = run.KeyTokenizer.PadId is null ? own * Staying(run, own) : words[1]; // [token, embedding]
        return new WordPath(baseline, own - baseline);
    }

    /// <summary>Points of the way.</summary>
    /// <param name="shares">How far along, 0 to 1.</param>
    /// <returns>[share, token, embedding]</returns>
    public Tensor At(double[] shares) =>
        Baseline.Plus(Difference * NewTensor.Of(shares, Difference.dtype, Difference.device).view(-1, 1, 1)); // [share, token, embedding]

    private static bool Stays(MeasureRun run, int token) => run.Keys.Tokens[token].IsSpecial || run.IsHidden(token);

    // 1 at tokens that stay, 0 at the others: [token, 1]
    private static Tensor Staying(MeasureRun run, Tensor like) =>
        NewTensor.Of([.. Enumerable.Range(0, run.Keys.Tokens.Count).Select(i => Stays(run, i) ? 1.0 : 0.0)], like.dtype, like.device).unsqueeze(1);
}
