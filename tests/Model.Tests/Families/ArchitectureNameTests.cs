using AttnExtract.Model.Families;

namespace AttnExtract.Model.Tests.Families;

public sealed class ArchitectureNameTests
{
    [Theory]
    [InlineData("BertForPreTraining", "bert")]
    [InlineData("RobertaModel", "roberta")]
    [InlineData("XLMRobertaForMaskedLM", "xlm-roberta")]
    [InlineData("XLMRobertaXLModel", "xlm-roberta-xl")]
    [InlineData("RobertaPreLayerNormModel", "roberta-prelayernorm")]
    [InlineData("DebertaV2ForSequenceClassification", "deberta-v2")]
    [InlineData("MegatronBertModel", "megatron-bert")]
    [InlineData("Data2VecTextModel", "data2vec-text")]
    [InlineData("MT5EncoderModel", "mt5")]
    [InlineData("GPT2LMHeadModel", "gpt2")]
    [InlineData("GPT2DoubleHeadsModel", "gpt2")]
    [InlineData("Bert", null)]
    [InlineData("BartModel", "bart")]
    [InlineData("MarianMTModel", "marian")]
    [InlineData("BlenderbotModel", null)]
    [InlineData("BertGenerationEncoder", null)]
    public void An_architecture_names_its_family_and_what_it_does(string architecture, string? modelType) =>
        Assert.Equal(modelType, FamilyCatalog.ModelTypeOf(architecture));
}
