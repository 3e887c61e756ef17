using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>A model by its name on the Hub: the same as by its folder.</summary>
public sealed class HubTests : IDisposable
{
    private const string Text = "The cat sat.";

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new("tiny/model");
    private readonly string _reference;

    public HubTests()
    {
        _reference = SmallModel.MakeBert(_folder["small"]);
        _server.AddFolder(_reference);
    }

    private Surroundings Surroundings => new()
    {
        Variables = new() { ["HF_ENDPOINT"] = _server.Endpoint, ["HF_HOME"] = _folder["hf"], ["HOME"] = _folder.Path },
    };

    private string Downloading => $"attn: Downloading tiny/model@{_server.Commit} from {_server.Endpoint}.\n";

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_capture_by_name_is_the_capture_of_the_folder_and_names_the_commit()
    {
        CliRun.Of("capture", Text, "-m", _reference, "-o", _folder["folder.npz"], "--sites", "attention.pattern,final.out").Succeeded();
        AttentionRecord expected = AttentionRecord.Open(_folder["folder.npz"]);

        CliRun run = Capture(Surroundings);
        Assert.Equal((0, Downloading), (run.ExitCode, run.Error));
        Compare();

        _server.Dispose();
        Capture(Surroundings).Succeeded();
        Compare();

        Surroundings byVariable = Surroundings with { };
        byVariable.Variables["ATTN_MODEL"] = "tiny/model@main";
        CliRun.With(byVariable, "capture", Text, "-o", _folder["name.npz"], "--sites", "attention.pattern,final.out").Succeeded();
        Compare();

        void Compare()
        {
            AttentionRecord actual = AttentionRecord.Open(_folder["name.npz"]);
            Assert.Equal($"tiny/model@{_server.Commit}", actual.Provenance.Model);
            Assert.Equal(expected.Provenance.WeightsSha256, actual.Provenance.WeightsSha256);
            Assert.Equal(expected.Sites.Count, actual.Sites.Count);
            foreach (((HookName name, DenseArray wanted), (HookName found, DenseArray values)) in expected.Sites.Zip(actual.Sites))
            {
                Assert.Equal(name, found);
                Assert.Equal(wanted.Values.ToArray(), values.Values.ToArray());
            }
        }
    }

    [Fact]
    public void Tokens_need_no_weights()
    {
        CliRun run = CliRun.With(Surroundings, "tokenize", Text, "-m", "tiny/model", "--json");

        Assert.Equal((0, Downloading), (run.ExitCode, run.Error));
        Assert.Equal(CliRun.Of("tokenize", Text, "-m", _reference, "--json").Succeeded().Out, run.Out);
        Assert.DoesNotContain(_server.Requests, request => request.Path.Contains("model.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void On_a_terminal_a_bar_grows_and_is_wiped_away()
    {
        CliRun run = CliRun.With(Surroundings with { ErrorIsTerminal = true }, "tokenize", Text, "-m", "tiny/model");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(Downloading, run.Error);
        string[] states = run.Error[Downloading.Length..].Split('\r');
        Assert.Contains(states, state => state.StartsWith("config.json [########################] 100% 0.0 of 0.0 "
            + "MB", StringComparison.Ordinal));
        Assert.Equal("", states[^1]);
        Assert.Equal("", states[^2].Trim());
        Assert.All(states, state => Assert.True(state.Length < 80, state));
    }

    [Fact]
    public void Quiet_says_nothing()
    {
        CliRun.With(Surroundings with { ErrorIsTerminal = true }, "tokenize", Text, "-m", "tiny/model", "--quiet").Succeeded();
    }

    [Fact]
    public void A_branch_is_brought_up_to_date_on_request()
    {
        string before = _server.Commit;
        Assert.Equal($"tiny/model@{before}", Model());
        _server.Files["config.json"] = [.. _server.Files["config.json"], (byte)' '];

        Assert.Equal($"tiny/model@{before}", Model());
        Assert.Equal($"tiny/model@{_server.Commit}", Model("--refresh"));
        Assert.Equal($"tiny/model@{_server.Commit}", Model());

        string Model(params string[] options)
        {
            CliRun run = CliRun.With(Surroundings, ["inspect", "-m", "tiny/model", "--json", .. options]);
            Assert.Equal(0, run.ExitCode);
            return JsonDocument.Parse(run.Out).RootElement.GetProperty("model").GetString()!;
        }
    }

    [Fact]
    public void Failures_are_one_sentence()
    {
        CliRun.With(Surroundings, "figure", Text, "-m", "other/model", "-o", _folder["a.png"]).FailedWith(
            1,
            $"There is neither a folder 'other/model' nor a public model of that name at {_server.Endpoint}. Check the spelling; for "
            + "a private model, put a "
            + $"token that may read it into HF_TOKEN ({_server.Endpoint}/settings/tokens).");
        Surroundings offline = Surroundings;
        offline.Variables["HF_HUB_OFFLINE"] = "1";
        CliRun.With(offline, "inspect", "-m", "tiny/model").FailedWith(
            1,
            $"tiny/model@main is not in the cache '{Path.Combine(_folder["hf"], "hub")}', and HF_HUB_OFFLINE forbids to download it. "
            + "Unset that once, or copy "
            + "the model's folder from another cache.");
        CliRun.Of("inspect", "-m", "my-bert").FailedWith(
            1,
            "There is no model folder 'my-bert'. Give a folder as Hugging Face libraries write it, with config.json, weights and a "
            + "tokenizer. A model of the "
            + "Hugging Face Hub is named owner/name[@revision], such as sentence-transformers/all-MiniLM-L6-v2.");
        CliRun.Of("inspect", "-m", "bert-base-uncased").FailedWith(
            1,
            "There is no model folder 'bert-base-uncased'. Give a folder as Hugging Face libraries write it, with config.json, weights and a "
            + "tokenizer. Did you mean google-bert/bert-base-uncased, a model of the Hugging Face Hub?");
    }

    [Fact]
    public void The_program_goes_through_the_proxy_of_the_environment()
    {
        (int exitCode, string output, string error) = BuiltProgram.Run(
            ["tokenize", Text, "-m", "tiny/model"],
            ("HF_ENDPOINT", "http://hub.invalid"),
            ("HF_HOME", _folder["hf"]),
            ("http_proxy", _server.Endpoint),
            ("no_proxy", ""));

        Assert.True(exitCode == 0, error);
        Assert.Equal(CliRun.Of("tokenize", Text, "-m", _reference).Succeeded().Out, output);
        Assert.All(_server.Requests, request => Assert.Equal("hub.invalid", request.Host));
    }

    [Fact]
    public void Two_processes_download_once()
    {
        string[] outputs = new string[2];
        Parallel.For(0, outputs.Length, i =>
        {
            (int exitCode, outputs[i], string error) = BuiltProgram.Run(
                ["tokenize", Text, "-m", "tiny/model"], ("HF_ENDPOINT", _server.Endpoint), ("HF_HOME", _folder["hf"]));
            Assert.True(exitCode == 0, error);
        });

        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(1, _server.Count("GET", "/vocab.txt"));
    }

    private CliRun Capture(Surroundings surroundings) => CliRun.With(
        surroundings, "capture", Text, "-m", "tiny/model", "-o", _folder["name.npz"], "--sites", "attention.pattern,final.out");
}
