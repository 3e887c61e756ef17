using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Families;
using AttnExtract.Model.Network;
using AttnExtract.Model.Weights;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests;

/// <summary>A model folder that is broken says in one sentence what is wrong, what was expected and what exists.</summary>
public sealed class PretrainedModelErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["model"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_does_not_exist()
    {
        Refuses($"There is no model folder '{Folder}'. Give a folder as Hugging Face libraries write it, with config.json, weights and a tokenizer.");
    }

    [Fact]
    public void A_folder_without_configuration_says_what_it_holds()
    {
        Directory.CreateDirectory(Folder);
        Refuses($"'{Folder}' is not a model folder: it has no config.json; it holds nothing.");

        File.WriteAllText(Path.Combine(Folder, "vocab.txt"), "a");
        File.WriteAllText(Path.Combine(Folder, "notes.md"), "b");
        Refuses($"'{Folder}' is not a model folder: it has no config.json; it holds notes.md, vocab.txt.");
    }

    [Theory]
    [InlineData("{", "'{0}' is not valid JSON at line 1, byte 2.")]
    [InlineData("[]", "'{0}' is not a configuration: expected a JSON object, found Array.")]
    [InlineData("{}", "'{0}' lacks \"model_type\", without which the model cannot be built.")]
    [InlineData("{\"a\": \"\\ud800\"}", "'{0}' is not valid JSON: a text in it is not Unicode.")]
    [InlineData("{\"model_type\": \"be\\nrt\"}", "'{0}' says \"model_type\": \"be\\nrt\"; expected a text.")]
    [InlineData("{\"model_type\": 3}", "'{0}' says \"model_type\": 3; expected a text.")]
    public void A_configuration_that_is_none(string json, string message)
    {
        Directory.CreateDirectory(Folder);
        string config = Path.Combine(Folder, "config.json");
        File.WriteAllText(config, json);

        Refuses(string.Format(message, config));
    }

    [Fact]
    public void An_unknown_model_type_lists_the_families()
    {
        SmallModel.MakeBert(Folder, change: config => config["model_type"] = "berd");
        string known = string.Join(", ", FamilyCatalog.All.SelectMany(family => family.ModelTypes));

        Refuses($"No family of models is called 'berd'. Did you mean 'bert'? Known are {known}.");
    }

    [Theory]
    [InlineData("num_hidden_layers", null, "lacks \"num_hidden_layers\", without which the model cannot be built.")]
    [InlineData("num_hidden_layers", "0", "says \"num_hidden_layers\": 0; expected a whole number from 1 to 100000.")]
    [InlineData("hidden_size", "\"wide\"", "says \"hidden_size\": \"wide\"; expected a whole number.")]
    [InlineData("layer_norm_eps", "\"small\"", "says \"layer_norm_eps\": \"small\"; expected a number from 0 to 1.")]
    [InlineData(
        "position_embedding_type", "\"relative_key\"",
        "says \"position_embedding_type\": \"relative_key\", which is not supported; only \"absolute\" is.")]
    [InlineData("is_decoder", "true", "says \"is_decoder\": true, which is not supported; only false is.")]
    [InlineData("add_cross_attention", "true", "says \"add_cross_attention\": true, which is not supported; only false is.")]
    public void A_configuration_that_cannot_be_built_names_the_key(string key, string? value, string message)
    {
        SmallModel.MakeBert(Folder, change: config =>
        {
            config.Remove(key);
            if (value is not null)
            {
                config[key] = JsonNode.Parse(value);
            }
        });

        Refuses($"'{Path.Combine(Folder, "config.json")}' {message}");
    }

    [Theory]
    [InlineData("num_attention_heads", 5, "the configuration's hidden size 32 is not a multiple of its 5 heads, so heads would have no whole width.")]
    [InlineData("num_hidden_layers", 1001, "the configuration's number of layers is 1001; expected 1 to 1000.")]
    [InlineData("vocab_size", -3, "the configuration's vocabulary is -3; expected 1 or more.")]
    public void A_configuration_that_does_not_fit_together(string key, int value, string message)
    {
        SmallModel.MakeBert(Folder, change: config => config[key] = value);

        Refuses($"'{Path.Combine(Folder, "config.json")}' cannot be used: {message}");
    }

    [Fact]
    public void An_unknown_activation_lists_all()
    {
        SmallModel.MakeBert(Folder, change: config => config["hidden_act"] = "gelo");
        string known = string.Join(", ", Activation.All.SelectMany(activation => activation.Names));

        Refuses(
            $"'{Path.Combine(Folder, "config.json")}' cannot be used: the configuration asks for the activation 'gelo', which is not known. "
            + $"Did you mean 'gelu'? Known are {known}.");
    }

    [Fact]
    public void A_token_type_table_of_another_size_says_both_shapes()
    {
        SmallModel.MakeBert(Folder, change: config => config["type_vocab_size"] = 3);

        Refuses(
            $"The weights in '{Folder}' do not fit its config.json: 'bert.embeddings.token_type_embeddings.weight' has shape [2, 32], "
            + "but the configuration asks for [3, 32].");
    }

    [Fact]
    public void Fewer_layers_than_there_are_weights_are_refused()
    {
        SmallModel.MakeBert(Folder, change: config => config["num_hidden_layers"] = 2);

        Refuses($"The weights in '{Folder}' do not fit its config.json: the configuration asks for 2 layers, but there are weights of 3.");
    }

    [Fact]
    public void More_layers_than_there_are_weights_name_the_first_that_is_missing()
    {
        SmallModel.MakeBert(Folder, change: config => config["num_hidden_layers"] = 4);

        Refuses(
            $"The weights in '{Folder}' lack 'bert.encoder.layer.3.attention.self.query.weight', which the configuration asks for, "
            + "and 15 more tensors like it. The nearest name there is 'bert.encoder.layer.0.attention.self.query.weight'.");
    }

    [Fact]
    public void A_configuration_that_asks_for_far_more_than_there_is_takes_no_memory()
    {
        SmallModel.MakeBert(Folder, change: config => config["vocab_size"] = int.MaxValue);
        using Checkpoint checkpoint = Checkpoint.Open(Folder);

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(Folder));

        Assert.StartsWith($"The weights in '{Folder}' do not fit its config.json: the configuration asks for 687", error.Message);
        Assert.EndsWith($" numbers or more, but there are {checkpoint.Tensors.Values.Sum(tensor => tensor.Count)}.", error.Message);
    }

    [Fact]
    public void A_tokenizer_of_another_model_is_refused_when_it_gives_what_the_model_lacks()
    {
        SmallModel.MakeBert(Folder);
        File.WriteAllLines(Path.Combine(Folder, "vocab.txt"), [.. SmallModel.Words.Take(5), .. Enumerable.Range(5, 12340).Select(id => $"word{id}"), "the"]);
        using PretrainedModel model = PretrainedModel.Load(Folder);

        Assert.Equal(
            $"The tokenizer of model gives token 12345, but its model knows only {model.Spec.VocabularySize}: "
            + "tokenizer and config.json do not belong together.",
            Assert.Throws<AttnExtractException>(() => model.Batch([model.Tokenizer.Encode("the")])).Message);
    }

    [Fact]
    public void Names_out_of_files_cannot_break_a_message_into_lines() => Assert.Equal(
        "The tensor 'a\\u000a\\u001bb' is not there.", new AttnExtractException("The tensor 'a\n\u001bb' is not there.").Message);

    [Fact]
    public void A_folder_without_weights_says_what_was_looked_for()
    {
        SmallModel.MakeBert(Folder);
        File.Delete(Path.Combine(Folder, "model.safetensors"));

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(Folder));

        Assert.StartsWith($"There are no weights in '{Folder}': looked for model.safetensors, ", error.Message, StringComparison.Ordinal);
    }

    private void Refuses(string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(Folder)).Message);
}
