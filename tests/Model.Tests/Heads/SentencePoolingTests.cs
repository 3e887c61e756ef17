using AttnExtract.Ground;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Heads;

public sealed class SentencePoolingTests : IDisposable
{
    private const string Steps = """[{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]""";

    private const string DenseStep = """, {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Three tokens of width 2; expected by hand.
    [Theory]
    [InlineData("pooling_mode_cls_token", new[] { 1f, 2f })]
    [InlineData("pooling_mode_max_tokens", new[] { 5f, 8f })]
    [InlineData("pooling_mode_mean_tokens", new[] { 3f, 4f })]
    [InlineData("pooling_mode_mean_sqrt_len_tokens", new[] { 5.1961524f, 6.928203f })]
    [InlineData("pooling_mode_weightedmean_tokens", new[] { 3.6666667f, 4f })]
    [InlineData("pooling_mode_lasttoken", new[] { 5f, 2f })]
    public void Each_mode_pools_as_it_says(string mode, float[] expected)
    {
        Write(Steps, $$"""{"{{mode}}": true}""");

        Assert.Equal(expected, Pool(), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    [Fact]
    public void Modes_are_joined_and_the_result_is_normalized()
    {
        Write(
            Steps[..^1] + """, {"type": "sentence_transformers.models.Normalize"}]""",
            """{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true, "pooling_mode_max_tokens": false}""");

        float length = MathF.Sqrt(1 + 4 + 9 + 16);
        Assert.Equal([1 / length, 2 / length, 3 / length, 4 / length], Pool(), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    // What sentence-transformers writes since its version 5, and its rule where every switch is off.
    [Theory]
    [InlineData("""{"embedding_dimension": 2, "pooling_mode": "max", "include_prompt": true}""", new[] { 5f, 8f })]
    [InlineData("""{"embedding_dimension": 2, "pooling_mode": ["max", "cls"]}""", new[] { 1f, 2f, 5f, 8f })]
    [InlineData("""{"pooling_mode_cls_token": false, "pooling_mode_max_tokens": false, "pooling_mode_mean_tokens": false}""", new[] { 3f, 4f })]
    public void Newer_configurations_and_those_that_choose_nothing_are_read(string config, float[] expected)
    {
        Write(Steps, config);

        Assert.Equal(expected, Pool(), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    [Fact]
    public void What_becomes_of_the_text_is_read_beside_the_encoder()
    {
        Write(Steps, "{}");
        Assert.Equal(SentenceText.AsItIs, SentencePooling.Find(_folder.Path)!.Text);

        string file = _folder["sentence_bert_config.json"];
        File.WriteAllText(file, """{"max_seq_length": 128, "do_lower_case": true}""");
        SentenceText text = SentencePooling.Find(_folder.Path)!.Text;

        Assert.Equal(new SentenceText { MaximumLength = 128, LowersCase = true }, text);
        Assert.Equal("straße", text.Write("STRAße"));

        File.WriteAllText(file, """{"max_seq_length": 0}""");
        Assert.Equal(
            $"'{file}' says \"max_seq_length\": 0; expected a whole number from 1 up.",
            Assert.Throws<AttnExtractException>(() => SentencePooling.Find(_folder.Path)).Message);
    }

    // The list of sentence-transformers' Transformer.load, "old classes used other config names".
    [Theory]
    [InlineData("roberta")]
    [InlineData("distilbert")]
    [InlineData("camembert")]
    [InlineData("albert")]
    [InlineData("xlm-roberta")]
    [InlineData("xlnet")]
    public void Older_names_of_that_file_are_read_where_the_usual_one_is_not_there(string kind)
    {
        Write(Steps, "{}");
        File.WriteAllText(_folder[$"sentence_{kind}_config.json"], """{"max_seq_length": 128, "do_lower_case": false}""");
        Assert.Equal(128, SentencePooling.Find(_folder.Path)!.Text.MaximumLength);

        File.WriteAllText(_folder["sentence_bert_config.json"], """{"max_seq_length": 64}""");
        Assert.Equal(64, SentencePooling.Find(_folder.Path)!.Text.MaximumLength);
    }

    [Theory]
    [InlineData("""{"prompts": {"query": "q: ", "empty": ""}, "default_prompt_name": "query", "similarity_fn_name": "cosine"}""", "query", "q: ")]
    [InlineData("""{"prompts": {"query": "q: "}, "default_prompt_name": null}""", null, null)]
    [InlineData("""{"prompts": null}""", null, null)]
    [InlineData("""{"__version__": {"pytorch": "1.8.1"}}""", null, null)]
    public void Prompts_are_read_with_the_usual_one(string config, string? name, string? prompt)
    {
        Write(Steps, "{}");
        File.WriteAllText(_folder["config_sentence_transformers.json"], config);

        SentencePrompts prompts = SentencePooling.Find(_folder.Path)!.Prompts;

        Assert.Equal((name, prompt), (prompts.DefaultName, prompts.Default));
    }

    [Theory]
    [InlineData(
        """{"prompts": {"query": 1}}""", "is damaged: \"prompts\" must be an object of texts, and \"default_prompt_name\" one of their names.")]
    [InlineData("""{"prompts": ["q"]}""", "is damaged: \"prompts\" must be an object of texts, and \"default_prompt_name\" one of their names.")]
    [InlineData(
        """{"prompts": {"query": "", "document": ""}, "default_prompt_name": "passage"}""",
        "says \"default_prompt_name\": \"passage\", and its prompts are query, document.")]
    public void Prompts_that_make_no_sense_are_refused(string config, string message)
    {
        Write(Steps, "{}");
        File.WriteAllText(_folder["config_sentence_transformers.json"], config);

        Assert.Equal(
            $"'{_folder["config_sentence_transformers.json"]}' {message}",
            Assert.Throws<AttnExtractException>(() => SentencePooling.Find(_folder.Path)).Message);
    }

    [Theory]
    [InlineData("""{"pooling_mode": "mean"}""", true)]
    [InlineData("""{"pooling_mode_mean_tokens": true, "include_prompt": true}""", true)]
    [InlineData("""{"pooling_mode_mean_tokens": true, "include_prompt": false}""", false)]
    public void Whether_a_prompt_counts_is_read(string config, bool expected)
    {
        Write(Steps, config);

        Assert.Equal(expected, SentencePooling.Find(_folder.Path)!.IncludesPrompt);
    }

    [Fact]
    public void An_encoder_in_a_folder_of_its_own_is_found()
    {
        SmallModel.MakeBert(_folder["0_Transformer"]);
        File.WriteAllText(_folder["0_Transformer/sentence_bert_config.json"], """{"max_seq_length": 7}""");
        Write("""[{"type": "sentence_transformers.models.Transformer", "path": "0_Transformer"}, """ + Steps[1..], "{}");

        using PretrainedModel model = PretrainedModel.Load(_folder.Path);

        Assert.Equal(Path.GetFileName(_folder.Path), model.Name);
        Assert.Equal(_folder["0_Transformer"], model.Folder);
        Assert.Equal(7, model.Pooling!.Text.MaximumLength);
        Assert.Equal(SmallModel.LayerCount, model.Spec.LayerCount);
    }

    [Fact]
    public void A_dense_step_projects_before_what_follows()
    {
        Write(Steps[..^1] + DenseStep + """, {"type": "sentence_transformers.models.Normalize"}]""", """{"pooling_mode_mean_tokens": true}""");
        WriteDense("""{"in_features": 2, "out_features": 3, "bias": true, "activation_function": "torch.nn.modules.activation.ReLU"}""");

        // The mean is (3, 4); the rows of the projection make (3 + 1, 4 − 5, 7 − 4) of it, of which the second is cut off at 0.
        Assert.Equal([0.8f, 0, 0.6f], Pool(), (left, right) => Math.Abs(left - right) < 1e-6);
    }

    [Theory]
    [InlineData(
        """{"in_features": 2, "out_features": 3, "activation_function": "torch.nn.modules.activation.Softplus"}""",
        "'{1}' says \"activation_function\": \"torch.nn.modules.activation.Softplus\", which is not supported; "
        + "supported are GELU, ReLU, ReLU6, SiLU, Mish, Tanh, Sigmoid, Identity.")]
    [InlineData(
        """{"in_features": 3, "out_features": 3}""",
        "The weights in '{0}' do not fit its config.json: 'linear.weight' has shape [3, 2], but the configuration asks for [3, 3].")]
    [InlineData("""{"out_features": 3}""", "'{1}' lacks \"in_features\", without which the model cannot be built.")]
    public void A_dense_step_that_does_not_fit_says_why(string config, string message)
    {
        Write(Steps[..^1] + DenseStep + "]", """{"pooling_mode_mean_tokens": true}""");
        WriteDense(config);

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => SentencePooling.Find(_folder.Path));

        Assert.Equal(string.Format(message, _folder["2_Dense"], Path.Combine(_folder["2_Dense"], "config.json")), error.Message);
    }

    [Fact]
    public void A_projection_of_other_vectors_than_are_pooled_is_refused()
    {
        Write(Steps[..^1] + DenseStep + "]", """{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}""");
        WriteDense("""{"in_features": 2, "out_features": 3}""");

        Assert.Equal(
            "The model's sentence vectors have 4 numbers before their projection, which takes 2: modules.json and its steps do not belong together.",
            Assert.Throws<AttnExtractException>(Pool).Message);
    }

    [Fact]
    public void A_folder_without_steps_has_no_pooling() => Assert.Null(SentencePooling.Find(_folder.Path));

    [Theory]
    [InlineData("[", "{}", "'{0}' is not valid JSON at line 1, byte 2.")]
    [InlineData(
        """[{"type": "sentence_transformers.models.Pooling", "path": "/"}]""", "{}", "'{0}' leads out of its folder: \"/\".")]
    [InlineData("{}", "{}", "'{0}' is not a list of steps, each with a \"type\" and a \"path\".")]
    [InlineData("[{}]", "{}", "'{0}' is not a list of steps, each with a \"type\" and a \"path\".")]
    [InlineData(
        """[{"type": "sentence_transformers.models.CNN", "path": "1_CNN"}]""", "{}",
        "'{0}' has a step of type 'sentence_transformers.models.CNN', which is not supported; supported are "
        + "sentence_transformers.models.Transformer, sentence_transformers.models.Pooling, sentence_transformers.models.Dense, "
        + "sentence_transformers.models.Dropout and sentence_transformers.models.Normalize.")]
    [InlineData(
        """[{"type": "sentence_transformers.models.Pooling", "path": "../elsewhere"}]""", "{}",
        "'{0}' leads out of its folder: \"../elsewhere\".")]
    [InlineData(
        Steps, """{"pooling_mode_median": true}""",
        "'{1}' switches no kind of pooling on that is known; known are pooling_mode_cls_token, pooling_mode_max_tokens, "
        + "pooling_mode_mean_tokens, pooling_mode_mean_sqrt_len_tokens, pooling_mode_weightedmean_tokens, pooling_mode_lasttoken.")]
    [InlineData(
        Steps, """{"pooling_mode": "median"}""",
        "'{1}' pools by \"median\", which is not known; known are cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken.")]
    [InlineData("""[{"type": "sentence_transformers.models.Normalize", "path": ""}]""", "{}", "'{0}' has no step that pools.")]
    public void A_folder_that_is_not_understood_says_why(string modules, string config, string message)
    {
        Write(modules, config);

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => SentencePooling.Find(_folder.Path));

        Assert.Equal(string.Format(message, _folder["modules.json"], Path.Combine(_folder["1_Pooling"], "config.json")), error.Message);
    }

    private float[] Pool()
    {
        using Tensor hidden = tensor(new[,] { { 1f, 2f }, { 3f, 8f }, { 5f, 2f } });
        using Tensor pooled = SentencePooling.Find(_folder.Path)!.Pool(hidden);
        return pooled.data<float>().ToArray();
    }

    private void Write(string modules, string config)
    {
        File.WriteAllText(_folder["modules.json"], modules);
        Directory.CreateDirectory(_folder["1_Pooling"]);
        File.WriteAllText(Path.Combine(_folder["1_Pooling"], "config.json"), config);
    }

    private void WriteDense(string config)
    {
        Directory.CreateDirectory(_folder["2_Dense"]);
        File.WriteAllText(Path.Combine(_folder["2_Dense"], "config.json"), config);
        SafetensorsWriter writer = new();
        writer.Add("linear.weight", [3, 2], new float[] { 1, 0, 0, 1, 1, 1 });
        writer.Add("linear.bias", [3], new float[] { 1, -5, -4 });
        using FileStream file = File.Create(Path.Combine(_folder["2_Dense"], "model.safetensors"));
        writer.WriteTo(file);
    }
}
