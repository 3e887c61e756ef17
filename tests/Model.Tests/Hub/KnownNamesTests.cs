using AttnExtract.Ground;
using AttnExtract.Model.Hub;

namespace AttnExtract.Model.Tests.Hub;

public sealed class KnownNamesTests
{
    [Theory]
    [InlineData("bert-base-uncased", "google-bert/bert-base-uncased")]
    [InlineData("BERT-base-uncased@main", "google-bert/bert-base-uncased@main")]
    [InlineData("modernbert-base", "answerdotai/ModernBERT-base")]
    [InlineData("my-bert", null)]
    public void A_bare_name_finds_its_owner(string bare, string? full) => Assert.Equal(full, KnownNames.Find(bare));

    [Fact]
    public void The_refusal_of_a_bare_name_suggests_the_whole() => Assert.Equal(
        "There is no model folder 'roberta-base'. Give a folder as Hugging Face libraries write it, with config.json, weights and a tokenizer. "
        + "Did you mean FacebookAI/roberta-base, a model of the Hugging Face Hub?",
        Assert.Throws<AttnExtractException>(() => HubModel.FolderOf("roberta-base", cancellation: TestContext.Current.CancellationToken)).Message);
}
