using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Families;

/// <summary>An option that changes the numbers and that is not computed is an error that names it, never a silently wrong map.</summary>
public sealed class UnsupportedOptionTests : IDisposable
{
    private const string OnlyFalse = "which is not supported; only false is.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert", "position_embedding_type", "\"relative_key_query\"", "which is not supported; only \"absolute\" is.")]
    [InlineData("roberta", "is_decoder", "true", OnlyFalse)]
    [InlineData("xlm-roberta", "add_cross_attention", "true", OnlyFalse)]
    [InlineData("distilbert", "is_decoder", "true", OnlyFalse)]
    [InlineData("albert", "inner_group_num", "2", "which is not supported; only 1 is.")]
    [InlineData("mpnet", "is_decoder", "true", OnlyFalse)]
    [InlineData("deberta", "relative_attention", "false", "which is not supported; only true is.")]
    [InlineData("deberta", "talking_head", "true", OnlyFalse)]
    [InlineData("deberta", "embedding_size", "16", "which is not supported; only 32 is.")]
    [InlineData("deberta-v2", "attention_head_size", "16", "which is not supported; only 8 is.")]
    [InlineData("modernbert", "partial_rotary_factor", "0.5", "which is not supported; only 1 is.")]
    [InlineData("esm", "is_folding_model", "true", OnlyFalse)]
    [InlineData(
        "esm", "position_embedding_type", "\"relative_key\"", "which is not supported; only \"absolute\" and \"rotary\" are.")]
    [InlineData("eurobert", "pretraining_tp", "2", "which is not supported; only 1 is.")]
    [InlineData("nomic_bert", "qkv_proj_bias", "true", OnlyFalse)]
    [InlineData("nomic_bert", "moe_every_n_layers", "2", "which is not supported; only 0 is.")]
    [InlineData("gte", "logn_attention_scale", "true", OnlyFalse)]
    [InlineData("gpt2", "scale_attn_by_inverse_layer_idx", "true", OnlyFalse)]
    [InlineData("t5", "is_decoder", "true", OnlyFalse)]
    [InlineData("llama", "pretraining_tp", "2", "which is not supported; only 1 is.")]
    [InlineData("llama", "partial_rotary_factor", "0.5", "which is not supported; only 1 is.")]
    [InlineData("gemma2", "use_bidirectional_attention", "true", OnlyFalse)]
    [InlineData("gemma3_text", "use_bidirectional_attention", "true", OnlyFalse)]
    [InlineData("opt", "layer_norm_elementwise_affine", "false", "which is not supported; only true is.")]
    [InlineData("phi", "qk_layernorm", "true", OnlyFalse)]
    [InlineData("big_bird", "attention_type", "\"sparse\"", "which is not supported; only \"original_full\" and \"block_sparse\" are.")]
    [InlineData("squeezebert", "post_attention_groups", "4", "which is not supported; only 1 is.")]
    [InlineData("convbert", "num_groups", "2", "which is not supported; only 1 is.")]
    [InlineData("mobilebert", "normalization_type", "\"layer_norm\"", "which is not supported; only \"no_norm\" is.")]
    [InlineData("mobilebert", "key_query_shared_bottleneck", "false", "which is not supported; only true is.")]
    [InlineData("xlnet", "attn_type", "\"uni\"", "which is not supported; only \"bi\" is.")]
    [InlineData("xlnet", "untie_r", "false", "which is not supported; only true is.")]
    public void An_option_is_refused_by_name_and_value(string modelType, string key, string value, string message) =>
        Assert.Equal($"'{_folder["config.json"]}' says \"{key}\": {value}, {message}", Refusal(modelType, config => config[key] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("gpt2", "quantization_config", "{\"bits\": 4}", "the weights are packed; load the model unquantized and save it so")]
    public void An_option_is_refused_whatever_its_value(string modelType, string key, string value, string what) => Assert.Equal(
        $"'{_folder["config.json"]}' has \"{key}\", which is not supported: {what}.", Refusal(modelType, config => config[key] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("deberta-v2", "pos_att_type", "p2p", "c2p and p2c")]
    [InlineData("deberta-v2", "norm_rel_ebd", "batch_norm", "none and layer_norm")]
    [InlineData("modernbert", "layer_types", "chunked_attention", "full_attention and sliding_attention")]
    [InlineData("qwen2", "layer_types", "chunked_attention", "full_attention and sliding_attention")]
    [InlineData("gemma3_text", "layer_types", "linear_attention", "full_attention and sliding_attention")]
    public void A_name_in_a_list_is_refused(string modelType, string key, string name, string known) => Assert.Equal(
        $"'{_folder["config.json"]}' has \"{name}\" in \"{key}\", which is not supported; only {known} are.",
        Refusal(modelType, config => config[key] = new JsonArray(name)));

    [Theory]
    [InlineData("gte")]
    [InlineData("nomic_bert")]
    [InlineData("jina_embeddings_v3")]
    public void Other_scalings_of_rotary_angles_are_refused(string modelType) => Assert.Equal(
        $"'{_folder["config.json"]}' says \"rope_type\": \"yarn\", which is not supported; only \"default\", \"linear\", \"dynamic\" and \"llama3\" are.",
        Refusal(modelType, config => config["rope_parameters"]!["rope_type"] = "yarn"));

    [Fact]
    public void Rotary_angles_for_another_length_than_the_model_reads_are_refused() => Assert.Equal(
        $"'{_folder["config.json"]}' says \"original_max_position_embeddings\": 7, which is not supported; only 64 is.",
        Refusal("eurobert", config =>
        {
            config["max_position_embeddings"] = 64;
            config["rope_scaling"] = JsonNode.Parse("""{"rope_type": "dynamic", "factor": 2, "original_max_position_embeddings": 7}""");
        }));

    [Theory]
    [InlineData("eurobert", """{"type": "linear", "factor": 4}""", 4)]
    [InlineData("esm", """{"rope_type": "linear", "factor": 2.5}""", 2.5)]
    [InlineData("eurobert", """{"type": "dynamic", "factor": 4}""", 1)]
    [InlineData("modernbert", """{"rope_type": "default"}""", 1)]
    public void Rotary_angles_are_stretched_as_older_configurations_say(string modelType, string scaling, double stretch) => Assert.All(
        Spec(modelType, config => config["rope_scaling"] = JsonNode.Parse(scaling)).Positions,
        position => Assert.Equal(stretch, Assert.IsType<RotaryPositions>(position).Stretch));

    [Theory]
    [InlineData("qwen3", "yarn")]
    [InlineData("llama", "longrope")]
    [InlineData("phi", "yarn")]
    public void Scalings_of_rotary_angles_of_decoders_are_refused_by_name(string modelType, string kind) => Assert.Equal(
        $"'{_folder["config.json"]}' says \"rope_type\": \"{kind}\", which is not supported; only \"default\", \"linear\", \"dynamic\" and \"llama3\" are.",
        Refusal(modelType, config => config["rope_scaling"] = new JsonObject { ["rope_type"] = kind, ["factor"] = 4 }));

    [Theory]
    [InlineData("original_full", 80)]
    [InlineData("block_sparse", 44)]
    public void Texts_are_as_long_as_attention_is_to_everything(string kind, int longest) => Assert.Equal(
        longest,
        Spec("big_bird", config =>
        {
            config["attention_type"] = kind;
            config["block_size"] = 4;
        }).MaximumLength);

    [Theory]
    [InlineData("mistral", "null", null)]
    [InlineData("mistral", "3", 2)]
    [InlineData("mistral", "", 4095)]
    [InlineData("qwen2", "3", null)]
    public void A_window_is_as_many_keys_and_none_where_it_is_null(string modelType, string window, int? reach) => Assert.All(
        Spec(modelType, config =>
        {
            config.Remove("sliding_window");
            if (window.Length > 0)
            {
                config["sliding_window"] = JsonNode.Parse(window);
            }
        }).Windows,
        found => Assert.Equal(reach, found));

    [Theory]
    [InlineData("xlm-roberta-xl", 1e-5, 1)]
    [InlineData("jina_embeddings_v3", 1e-5, 1)]
    [InlineData("roberta", 1e-12, 2)]
    [InlineData("deberta", 1e-7, 0)]
    public void What_is_absent_is_as_the_library_has_it(string modelType, double epsilon, int types)
    {
        StackSpec spec = Spec(modelType, config =>
        {
            config.Remove("layer_norm_eps");
            config.Remove("type_vocab_size");
        });

        Assert.Equal(epsilon, (spec.NormAfterMlp ?? spec.NormBeforeMlp)!.Epsilon);
        Assert.Equal(types, spec.TokenTypeCount);
    }

    [Theory]
    [InlineData("t5", false)]
    [InlineData("mt5", true)]
    [InlineData("umt5", true)]
    public void A_feed_forward_block_is_as_the_library_has_it_where_nothing_says(string modelType, bool isGated) =>
        Assert.Equal(isGated, Spec(modelType, config => config.Remove("feed_forward_proj")).IsGated);

    [Theory]
    [InlineData("bert", "num_attention_heads", "0")]
    [InlineData("deberta", "num_attention_heads", "-4")]
    [InlineData("deberta-v2", "num_attention_heads", "0")]
    [InlineData("modernbert", "global_attn_every_n_layers", "0")]
    public void A_number_of_things_is_one_at_least(string modelType, string key, string value) => Assert.Equal(
        $"'{_folder["config.json"]}' says \"{key}\": {value}; expected a whole number from 1 to 100000.",
        Refusal(modelType, config => { config[key] = JsonNode.Parse(value); config.Remove("layer_types"); }));

    [Fact]
    public void An_option_whose_absence_means_something_else_must_be_there() => Assert.Equal(
        $"'{_folder["config.json"]}' lacks \"relative_attention\", which then is false, and that is not supported; only true is.",
        Refusal("deberta-v2", config => config.Remove("relative_attention")));

    [Theory]
    [InlineData("bert", "{\"7\": [0]}", "the configuration's list of pruned heads has layer 7, but layers are 0 to 2.")]
    [InlineData("bert", "{\"1\": [9]}", "the configuration's list of pruned heads has head 9, but heads are 0 to 3.")]
    [InlineData(
        "albert", "{\"1\": [0]}",
        "the configuration's list of pruned heads cannot be followed: its 3 layers share weights (1 for all of them).")]
    [InlineData(
        "eurobert", "{\"1\": [0]}", "the configuration's list of pruned heads cannot be followed: its 4 heads share 2 key and value heads.")]
    public void Pruned_heads_that_cannot_be_are_refused(string modelType, string value, string message) =>
        Assert.Equal(
            $"'{_folder["config.json"]}' cannot be used: {message}", Refusal(modelType, config => config["pruned_heads"] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("bert", "layer_norm_eps", "1e30", "a number from 0 to 1")]
    [InlineData("bert", "layer_norm_eps", "3", "a number from 0 to 1")]
    [InlineData("bert", "layer_norm_eps", "-1e-12", "a number from 0 to 1")]
    [InlineData("bert", "layer_norm_eps", "1e400", "a number from 0 to 1")]
    [InlineData("bert", "layer_norm_eps", "null", "a number from 0 to 1")]
    [InlineData("eurobert", "rms_norm_eps", "1.5", "a number from 0 to 1")]
    [InlineData("modernbert", "norm_eps", "-1", "a number from 0 to 1")]
    [InlineData("gpt2", "layer_norm_epsilon", "null", "a number from 0 to 1")]
    [InlineData("t5", "layer_norm_epsilon", "7", "a number from 0 to 1")]
    [InlineData("bert", "hidden_act", "null", "the name of an activation")]
    [InlineData("bert", "hidden_act", "7", "a text")]
    [InlineData("gpt2", "activation_function", "null", "the name of an activation")]
    [InlineData("eurobert", "rope_theta", "1e400", "a number", "rope_parameters")]
    [InlineData("bert", "max_position_embeddings", "99999999999", "a whole number from -2147483648 to 2147483647")]
    [InlineData("bert", "hidden_size", "32.5", "a whole number")]
    [InlineData("eurobert", "num_key_value_heads", "0", "a whole number from 1 to 100000")]
    [InlineData("eurobert", "num_key_value_heads", "-2", "a whole number from 1 to 100000")]
    [InlineData("eurobert", "head_dim", "0", "a whole number from 1 to 100000")]
    [InlineData("albert", "embedding_size", "-1", "a whole number from 1 to 100000")]
    [InlineData("electra", "embedding_size", "0", "a whole number from 1 to 100000")]
    [InlineData("t5", "d_kv", "0", "a whole number from 1 to 100000")]
    [InlineData("t5", "relative_attention_max_distance", "0", "a whole number from 1 to 100000")]
    [InlineData("modernbert", "local_attention", "-128", "a whole number from 1 to 100000")]
    public void A_number_that_no_model_has_is_refused(string modelType, string key, string value, string expected, string? without = null) => Assert.Equal(
        $"'{_folder["config.json"]}' says \"{key}\": {value}; expected {expected}.",
        Refusal(modelType, config =>
        {
            config.Remove(without ?? "");
            config[key] = JsonNode.Parse(value);
        }));

    [Theory]
    [InlineData("eurobert", "rope_theta", "0", "base of rotary angles is 0; expected a number above 0")]
    [InlineData("eurobert", "rope_theta", "-10000", "base of rotary angles is -10000; expected a number above 0")]
    [InlineData("bert", "max_position_embeddings", "0", "number of positions is 0; expected 1 or more")]
    [InlineData("roberta", "max_position_embeddings", "2", "number of positions is 0; expected 1 or more")]
    [InlineData("bert", "type_vocab_size", "-1", "number of token types is -1; expected 0 or more")]
    [InlineData("bert", "intermediate_size", "0", "intermediate size is 0; expected 1 or more")]
    [InlineData("bert", "num_attention_heads", "5", "hidden size 32 is not a multiple of its 5 heads, so heads would have no whole width")]
    [InlineData("eurobert", "num_key_value_heads", "3", "number of heads 4 is not a multiple of its 3 key and value heads, so they cannot be shared evenly")]
    [InlineData("roberta", "pad_token_id", "-5", "token of padding is -5; expected 0 or more, since positions count on from it")]
    [InlineData("xlm-roberta", "pad_token_id", "-1", "token of padding is -1; expected 0 or more, since positions count on from it")]
    public void Numbers_that_contradict_each_other_are_refused(string modelType, string key, string value, string fault) => Assert.Equal(
        $"'{_folder["config.json"]}' cannot be used: the configuration's {fault}.",
        Refusal(modelType, config =>
        {
            if (key == "rope_theta")
            {
                config.Remove("rope_parameters");
            }

            config[key] = JsonNode.Parse(value);
        }));

    [Theory]
    [InlineData("[0]")]
    [InlineData("{\"a\":[0]}")]
    [InlineData("{\"0\":1}")]
    public void Pruned_heads_are_lists_by_layer(string value) => Assert.Equal(
        $"'{_folder["config.json"]}' says \"pruned_heads\": {value}; expected lists of whole numbers by a number, such as {{\"0\": [1, 2]}}.",
        Refusal("bert", config => config["pruned_heads"] = JsonNode.Parse(value)));

    [Fact]
    public void Pruned_heads_are_read_in_order()
    {
        StackSpec spec = Spec("bert", config => config["pruned_heads"] = JsonNode.Parse("{\"2\": [], \"1\": [3, 0, 3]}"));

        Assert.Equal([1], spec.PrunedHeads.Keys);
        Assert.Equal([1, 2], spec.HeadsOf(1));
        Assert.Equal([0, 1, 2, 3], spec.HeadsOf(2));
    }

    [Theory]
    [InlineData("pruned_heads", "{}")]
    [InlineData("pruned_heads", "null")]
    [InlineData("is_decoder", "null")]
    public void An_empty_option_is_no_option(string key, string value) =>
        Assert.NotNull(Spec("bert", config => config[key] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("t5", "feed_forward_proj", "gated-gelo", "the configuration asks for the activation 'gelo', which is not known. Did you mean 'gelu'?")]
    [InlineData("gpt2", "activation_function", "gelu_10", "the configuration asks for the activation 'gelu_10', which is not known.")]
    public void An_unknown_activation_is_refused(string modelType, string key, string value, string message) => Assert.Equal(
        $"'{_folder["config.json"]}' cannot be used: {message} Known are {string.Join(", ", Activation.All.SelectMany(activation => activation.Names))}.",
        Refusal(modelType, config => config[key] = value));

    [Fact]
    public void Names_of_the_published_files_are_read_as_well()
    {
        StackSpec usual = Spec("nomic_bert", _ => { });
        StackSpec published = Spec("nomic_bert", config =>
        {
            (string Usual, string Other)[] names =
            [
                ("hidden_size", "n_embd"), ("num_hidden_layers", "n_layer"), ("num_attention_heads", "n_head"), ("intermediate_size", "n_inner"),
                ("max_position_embeddings", "n_positions"), ("layer_norm_eps", "layer_norm_epsilon"),
            ];
            foreach ((string name, string other) in names)
            {
                config[other] = config[name]!.DeepClone();
                config.Remove(name);
            }

            config["rotary_emb_base"] = config["rope_parameters"]!["rope_theta"]!.DeepClone();
            config.Remove("rope_parameters");
            config.Remove("hidden_act");
            config["activation_function"] = "swiglu";
        });

        Assert.Equal(usual.Positions.AsEnumerable(), published.Positions);
        Assert.Equal(usual with { Positions = [] }, published with { Positions = [], Windows = usual.Windows });
    }

    private string Refusal(string modelType, Action<JsonObject> change) =>
        Assert.Throws<AttnExtractException>(() => Spec(modelType, change)).Message;

    /// <summary>The structure of the project's own reference folder of that type, after a change of its configuration.</summary>
    private StackSpec Spec(string modelType, Action<JsonObject> change)
    {
        string source = Directory.GetDirectories(Path.Combine(ReferenceData.OwnRoot, "families")).Order()
            .First(folder => ModelConfig.Read(folder).ModelType == modelType);
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!.AsObject();
        change(config);
        File.WriteAllText(_folder["config.json"], config.ToJsonString());
        return PretrainedFolder.Open(_folder.Path).Spec;
    }
}
