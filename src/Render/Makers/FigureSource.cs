using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;

namespace AttnExtract.Render;

/// <summary>Where a figure's numbers come from: enough to make them again.</summary>
/// <param name="Text">The text as it was given.</param>
/// <param name="Pair">The second text, or null.</param>
/// <param name="Tokens">The tokens as the vocabulary writes them, in the order in which the model read them.</param>
/// <param name="Provenance">Model, weights, versions and what was changed in the run.</param>
public sealed record FigureSource(string Text, string? Pair, ImmutableArray<string> Tokens, Provenance Provenance)
{
    /// <summary>Which tokens are shown and how, as <see cref="TokenPolicy.Describe"/> says it.</summary>
    public string Policy { get; init; } = TokenPolicy.Plain.Describe();

    /// <summary>The text that is attended to, where it is another; else null.</summary>
    public string? KeyText { get; init; }

    /// <summary>The tokens that are attended to, where they are of another text; else empty.</summary>
    public ImmutableArray<string> KeyTokens { get; init; } = [];

    /// <summary>The source of a record's figures.</summary>
    internal static FigureSource Of(AttentionRecord record) => new(record.Text, record.Pair, Texts(record.Queries), record.Provenance)
    {
        KeyText = record.HasOtherKeys ? Quotation.Lines([new(record.Keys.Text, record.Keys.Pair)]) : null,
        KeyTokens = record.HasOtherKeys ? Texts(record.Keys) : [],
    };

    private static ImmutableArray<string> Texts(RecordText text) => [.. text.Tokens.Select(token => token.Text)];
}
