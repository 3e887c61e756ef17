using System.Runtime.InteropServices;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text;

/// <summary>The tokens of one text while it is being tokenized; positions are UTF-16 units of the source.</summary>
internal sealed class TokenBuffer
{
    private readonly List<Token> _tokens = [];

    public int Count => _tokens.Count;

    public ReadOnlySpan<Token> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>
    /// Adds the token that stands for the units from <paramref name="first"/> to <paramref name="last"/> (inclusive) of
    /// <paramref name="text"/>; <paramref name="spelling"/>, unless null, is shown instead of the vocabulary entry.
    /// </summary>
    public void Add(int id, AlignedText text, int first, int last, int word, string? spelling = null) =>
        _tokens.Add(new Token(id, text.StartOf(first), text.EndOf(last), word, spelling));

    /// <summary>Adds a token that was made elsewhere.</summary>
    public void Add(Token token) => _tokens.Add(token);

    /// <param name="Id">Index into the vocabulary.</param>
    /// <param name="Start">First source unit.</param>
    /// <param name="End">One past the last source unit.</param>
    /// <param name="Word">Index of the piece.</param>
    /// <param name="Spelling">What to show instead of the vocabulary entry, or null.</param>
    internal readonly record struct Token(int Id, int Start, int End, int Word, string? Spelling);
}
