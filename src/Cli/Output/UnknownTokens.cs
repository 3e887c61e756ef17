using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Output;

/// <summary>Says once, on standard error, how much of the texts the model's vocabulary lacks: a picture of [UNK] shows nothing of them.</summary>
internal static class UnknownTokens
{
    /// <summary>Remarks it, if there is any.</summary>
    /// <param name="call">Where to.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="texts">The texts.</param>
    public static void Remark(Invocation call, TextTokenizer tokenizer, string folder, string name, IReadOnlyList<TextPair> texts)
    {
        if (tokenizer.UnknownId is not { } unknown)
        {
            return;
        }

        int all = 0;
        int lacking = 0;
        foreach (TextPair text in texts)
        {
            EncodingToken[] tokens = [.. tokenizer.Encode(text.Text, text.Pair).Tokens.Where(token => !token.IsSpecial)];
            all += tokens.Length;
            lacking += tokens.Count(token => token.Id == unknown && token.Word is not null);
        }

        lacking -= texts.Sum(text => CountTyped(text, tokenizer.TokenOf(unknown)!));
        if (lacking > 0)
        {
            call.Note(Messages.Unknown(lacking, all, tokenizer.TokenOf(unknown)!, name, folder == PretrainedModel.BundledFolder));
        }
    }

    // Whoever writes [UNK] means it.
    private static int CountTyped(TextPair text, string unknown) =>
        (text.Text.Split(unknown).Length - 1) + ((text.Pair ?? "").Split(unknown).Length - 1);
}
