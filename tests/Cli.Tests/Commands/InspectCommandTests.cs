using System.Text.Json;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bundled_model_is_described()
    {
        string text = CliRun.Of("inspect").Succeeded().Out;

        Assert.StartsWith("model         all-MiniLM-L6-v2\n", text);
        Assert.Contains("\nheads         12 in each layer, 32 wide\n", text);
        Assert.Contains("\nparameters    22,713,216\n", text);
        Assert.Contains("\ntasks         one vector of a text\n", text);
        Assert.Contains("\npooling       pooling_mode_mean_tokens, normalize\n", text);
        Assert.Contains("\nloading       103 loaded, 1 ignored, 0 missing, 0 unexpected, 0 of the wrong shape\n", text);
        Assert.Contains("\nignored       embeddings.position_ids\n\nstructure ", text);
    }

    [Fact]
    public void The_structure_is_a_tree_with_sizes_and_hook_points()
    {
        string tree = CliRun.Of("inspect").Succeeded().Out.Split("\n\n")[1];

        Assert.Equal(
            """
            layers                                                            10,646,784  40.6 MiB
            └ 0-5, each                                                       1,774,464   6.8 MiB
              ├ attention                                                     591,360     2.3 MiB
              │ ├ query                 weight [384, 384], bias [384]         147,840     577.5 KiB
            """,
            string.Join('\n', tree.Split('\n').SkipWhile(line => !line.StartsWith("layers", StringComparison.Ordinal)).Take(4)));
        Assert.Contains("\n  │ ├ pattern               hook [batch, 12, query, key]\n", tree);
        Assert.Contains("\nheads.pooler.steps.0.dense  weight [384, 384], bias [384] ", tree);
    }

    [Fact]
    public void Layers_that_share_their_weights_say_no_size_of_their_own()
    {
        string[] lines = CliRun.Of("inspect", "-m", SmallModel.MakeAlbert(_folder.Path)).Succeeded().Out.Split('\n');

        Assert.Contains(lines, line => line.StartsWith("├ 0 ", StringComparison.Ordinal) && line.EndsWith("KiB", StringComparison.Ordinal));
        Assert.Contains("└ 1-2, each", lines);
    }

    [Fact]
    public void Json_says_the_same()
    {
        JsonElement json = JsonDocument.Parse(CliRun.Of("inspect", "--json").Succeeded().Out).RootElement;

        Assert.Equal(6, json.GetProperty("layers").GetInt32());
        Assert.Equal("gelu", json.GetProperty("activation").GetString());
        Assert.Equal(22_713_216, json.GetProperty("parameters").GetInt64());
        Assert.Equal(22_713_216, json.GetProperty("structure").EnumerateArray().Sum(weight => weight.GetProperty("parameters").GetInt64()));
        JsonElement query = json.GetProperty("structure").EnumerateArray()
            .Single(weight => weight.GetProperty("name").GetString() == "layers.2.attention.query.bias");
        Assert.Equal("encoder.layer.2.attention.self.query.bias", query.GetProperty("stored").GetString());
        Assert.Equal((384, 4 * 384), (query.GetProperty("shape")[0].GetInt32(), query.GetProperty("bytes").GetInt32()));
        Assert.Equal("WordPiece", json.GetProperty("tokenizer").GetProperty("model")[0].GetString());
        Assert.Equal(["F16", "I64"], json.GetProperty("weights").GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(103, json.GetProperty("weights").GetProperty("loaded").GetInt32());
        Assert.Equal("embeddings.position_ids", json.GetProperty("weights").GetProperty("ignored").EnumerateArray().Single().GetString());
        Assert.Equal(Path.GetFullPath(PretrainedModel.BundledFolder), json.GetProperty("folder").GetString());
    }

    [Fact]
    public void Weights_that_do_not_fit_are_shown_beside_what_was_looked_for()
    {
        string model = SmallModel.MakeBert(_folder["wider"], change: config => config["intermediate_size"] = 128);

        CliRun run = CliRun.Of("inspect", "-m", model);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"attn: The weights in '{model}' do not fit its config.json: ", run.Error);
        string[] lines = [.. run.Out.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal("weight shape looked for found", lines[0]);
        Assert.Contains(
            "layers.0.mlp.input.weight [128, 32] bert.encoder.layer.0.intermediate.dense.weight "
            + "bert.encoder.layer.0.intermediate.dense.weight [64, 32]",
            lines);
        Assert.Contains(lines, line => line.StartsWith("layers.0.attention.query.weight [32, 32] ", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(CliRun.Of("inspect", "-m", model, "--json").Out);
        Assert.Contains(json.RootElement.GetProperty("weights").EnumerateArray(), weight =>
            weight.GetProperty("name").GetString() == "layers.2.mlp.input.weight" && weight.GetProperty("found_shape")[0].GetInt32() == 64);
    }

    [Fact]
    public void Names_that_are_missing_are_shown_beside_those_that_were_not_looked_for()
    {
        string model = SmallModel.MakeBert(_folder["deeper"], change: config => config["num_hidden_layers"] = 4);

        string[] lines = CliRun.Of("inspect", "-m", model).Out.Split('\n');

        Assert.Contains(
            lines, line => line.StartsWith("layers.3.attention.query.weight ", StringComparison.Ordinal) && line.EndsWith(" –", StringComparison.Ordinal));
        Assert.Equal("", CliRun.Of("inspect", "-m", SmallModel.MakeBert(_folder["broken"], change: config => config.Remove("vocab_size"))).Out);
        model = SmallModel.MakeBert(_folder["shallower"], change: config => config["num_hidden_layers"] = 2);
        Assert.Contains(
            CliRun.Of("inspect", "-m", model).Out.Split('\n'),
            line => line.TrimEnd().EndsWith(" bert.encoder.layer.2.attention.self.query.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_shown_where_hardly_a_weight_is_there()
    {
        string model = SmallModel.MakeBert(_folder["part"], change: config => config["vocab_size"] = 200_000);

        CliRun run = CliRun.Of("inspect", "-m", model);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the configuration asks for 6", run.Error);
        Assert.Contains(
            "embed.word.weight [200000, 32] bert.embeddings.word_embeddings.weight",
            string.Join('\n', run.Out.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))));
        model = SmallModel.MakeBert(_folder["more"], change: config => config["vocab_size"] = 2_000_000_000);
        Assert.Equal("", CliRun.Of("inspect", "-m", model).Out);
    }

    [Fact]
    public void Every_hook_point_is_listed_with_its_shape()
    {
        string[] lines = CliRun.Of("inspect", "--hooks").Succeeded().Out.TrimEnd('\n').Split('\n');

        Assert.Equal((13 * 6) + 3, lines.Length);
        Assert.Equal("embed.words                  [batch, token, 384]", lines[0]);
        Assert.Equal("layers.3.attention.pattern   [batch, 12, query, key]", lines[46]);

        JsonElement json = JsonDocument.Parse(CliRun.Of("inspect", "--hooks", "--json").Succeeded().Out).RootElement;
        Assert.Equal(lines.Select(line => line.Split(' ')[0]), json.EnumerateArray().Select(hook => hook.GetProperty("name").GetString()));
    }
}
