namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>Puts one added token in the place of another: the language that a text is in.</summary>
/// <param name="inner">Adds the tokens.</param>
/// <param name="from">The id of the token that goes.</param>
/// <param name="to">The one that comes.</param>
internal sealed class LanguageProcessing(IPostProcessor inner, int from, (int Id, string Token) to) : IPostProcessor
{
    public string Name => inner.Name;

    public IEnumerable<IPostProcessor> Steps => inner.Steps;

    public int AddedCount(bool isPair) => inner.AddedCount(isPair);

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens) =>
    [
        .. inner.Process(texts, addSpecialTokens).Select(part => part
            .Select(token => token.IsSpecial && token.Id == from ? token with { Id = to.Id, Text = to.Token } : token).ToList()),
    ];
}
