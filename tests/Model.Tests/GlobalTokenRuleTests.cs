using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests;

public sealed class GlobalTokenRuleTests
{
    private static string Families { get; } = Path.Combine(ReferenceData.OwnRoot, "families");

    [Fact]
    public void A_rule_is_refused_where_no_token_sees_more_than_the_others() => Assert.Equal(
        "In bert no token sees more than the others, so that none can be chosen for it (--global-tokens first).",
        Assert.Throws<AttnExtractException>(() => PretrainedFolder.Open(Path.Combine(Families, "bert")).Load(globals: GlobalTokenRule.First)).Message);

    [Fact]
    public void A_rule_that_does_not_exist_is_refused() => Assert.Equal(
        "There is no rule 'frist' for global tokens. Did you mean 'first'? There are none, first, question.",
        Assert.Throws<AttnExtractException>(() => GlobalTokenRule.Get("frist")).Message);

    [Fact]
    public void Where_nothing_is_said_the_task_decides()
    {
        using PretrainedModel words = PretrainedModel.Load(Path.Combine(Families, "longformer"));

        Assert.Equal(GlobalTokenRule.None, words.GlobalTokens);
    }
}
