using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>One token of a captured text, in the order in which the model read it.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Text">The vocabulary entry as it is written there, <c>##</c> and all.</param>
/// <param name="Start">First Unicode code point of its own source text that the token stands for.</param>
/// <param name="End">One past the last; equal to <paramref name="Start"/> for tokens that stand for nothing in the source.</param>
/// <param name="Sequence">0 for the first text, 1 for the second of a pair, null for a token that the tokenizer added.</param>
/// <param name="Word">
/// Index of the word that the token is part of, counted within its own text; null for a token that the tokenizer added.
/// </param>
/// <param name="TypeId">The token type (segment) that the model was given.</param>
public sealed record RecordToken(int Id, string Text, int Start, int End, int? Sequence, int? Word, int TypeId)
{
    /// <summary>Whether the tokenizer added this token, as it adds <c>[CLS]</c>; one that the user typed is not special.</summary>
    public bool IsSpecial => Sequence is null;

    /// <summary>A token as the tokenizer made it.</summary>
    internal static RecordToken Of(EncodingToken token) =>
        new(token.Id, token.Text, token.Start, token.End, token.Sequence, token.Word, token.TypeId);
}
