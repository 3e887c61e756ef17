using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights;

/// <summary>Folders as wrappers of modules and older programs leave them.</summary>
public sealed class WrappedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["model"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("model.")]
    public void A_beginning_that_all_names_have_is_taken_off_with_a_remark(string wrapping)
    {
        SmallModel.MakeBert(Folder);
        using PretrainedModel plain = PretrainedModel.Load(Folder);
        Rename(name => wrapping + name);

        using PretrainedModel wrapped = PretrainedModel.Load(Folder);

        Assert.Equal([$"every name begins with '{wrapping}', which was taken off"], wrapped.Report.Remarks);
        Assert.Empty(plain.Report.Remarks);
        Assert.Equal(
            plain.Report.Loaded.Select(weight => (wrapping + weight.Stored, weight.Parameter)),
            wrapped.Report.Loaded.Select(weight => (weight.Stored, weight.Parameter)));
        Assert.Equal(plain.Report.ParameterCount, wrapped.Report.ParameterCount);
    }

    [Fact]
    public void A_beginning_that_one_name_lacks_stays()
    {
        SmallModel.MakeBert(Folder);
        Rename(name => name == "cls.predictions.bias" ? name : "module." + name);

        AttnExtractException failure = Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(Folder));

        Assert.StartsWith($"The weights in '{Folder}' lack 'bert.embeddings.position_embeddings.weight'", failure.Message);
    }

    [Theory]
    [InlineData("BertModel", "bert")]
    [InlineData("BertForMaskedLM", "bert")]
    [InlineData("BertLMHeadModel", "bert")]
    public void An_architecture_stands_for_a_missing_model_type(string architecture, string modelType)
    {
        SmallModel.MakeBert(Folder, change: config =>
        {
            config.Remove("model_type");
            config["architectures"] = new JsonArray(architecture);
        });

        using PretrainedModel model = PretrainedModel.Load(Folder);

        Assert.Equal(modelType, model.Config.ModelType);
        Assert.Equal(SmallModel.LayerCount, model.Spec.LayerCount);
    }

    [Fact]
    public void An_architecture_of_no_family_is_named()
    {
        SmallModel.MakeBert(Folder, change: config =>
        {
            config.Remove("model_type");
            config["architectures"] = new JsonArray("BertolucciModel");
        });

        AttnExtractException failure = Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(Folder));

        Assert.Equal(
            $"'{Path.Combine(Folder, "config.json")}' lacks \"model_type\", and the architecture BertolucciModel is of no known family; "
            + "add the \"model_type\".",
            failure.Message);
    }

    // The header of safetensors is JSON; spaces at its end are allowed, and the places count from behind it.
    private void Rename(Func<string, string> rename)
    {
        string path = Path.Combine(Folder, "model.safetensors");
        byte[] file = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(file);
        JsonObject header = (JsonObject)JsonNode.Parse(file.AsSpan(8, length))!;
        JsonObject renamed = new(header.Select(entry => KeyValuePair.Create(rename(entry.Key), entry.Value?.DeepClone())));
        byte[] head = System.Text.Encoding.UTF8.GetBytes(renamed.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)head.Length), .. head, .. file[(8 + length)..]]);
    }
}
