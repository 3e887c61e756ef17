using AttnExtract.Ground;
using AttnExtract.Model.Hub;
using AttnExtract.Model.Network;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>What is downloaded, and how it lies in the cache: as Python's huggingface_hub would have left it.</summary>
public sealed class HubModelTests : IDisposable
{
    private readonly HubSketch _hub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_model_by_name_is_the_model_of_the_folder()
    {
        using TemporaryFolder small = new();
        string folder = SmallModel.MakeBert(small.Path);
        _hub.Server.Files.Clear();
        _hub.Server.AddFolder(folder);

        string first = _hub.Resolve();
        _hub.Server.Dispose();
        string second = _hub.Resolve();

        Assert.Equal(_hub.Snapshot, first);
        Assert.Equal(first, second);
        using PretrainedModel expected = PretrainedModel.Load(folder);
        using PretrainedModel actual = PretrainedModel.Load(second);
        Assert.Equal($"tiny/bert@{_hub.Server.Commit}", actual.Name);
        Assert.Equal(expected.WeightsSha256, actual.WeightsSha256);
        Assert.Equal(Hidden(expected), Hidden(actual));
    }

    [Fact]
    public void The_cache_is_laid_out_as_by_huggingface_hub()
    {
        _hub.Resolve();

        string commit = _hub.Server.Commit;
        string[] needed = ["config.json", "model.safetensors", "tokenizer.json"];
        Assert.Equal(needed, Names(_hub.Snapshot));
        Assert.Equal(needed.Select(_hub.Server.Tag).Order(StringComparer.Ordinal), Names(Path.Combine(_hub.Model, "blobs")));
        Assert.Equal(commit, File.ReadAllText(Path.Combine(_hub.Model, "refs", "main")));
        Assert.Equal(
            ["added_tokens.json", "merges.txt", "modules.json", "special_tokens_map.json", "tokenizer_config.json"],
            Names(Path.Combine(_hub.Model, ".no_exist", commit)));
        Assert.Equal(
            needed.Select(file => $"{_hub.Server.Tag(file)}.lock").Order(StringComparer.Ordinal),
            Names(Path.Combine(_hub.Settings.CacheFolder, ".locks", "models--tiny--bert")));
        foreach (string file in needed)
        {
            string path = Path.Combine(_hub.Snapshot, file);
            Assert.Equal(_hub.Server.Files[file], File.ReadAllBytes(path));
            Assert.Equal($"../../blobs/{_hub.Server.Tag(file)}", new FileInfo(path).LinkTarget?.Replace('\\', '/'));
        }
    }

    [Fact]
    public void Where_links_are_not_wanted_the_snapshot_holds_the_files()
    {
        _hub.Settings = _hub.Settings with { UsesLinks = false };
        _hub.Server.Files["special_tokens_map.json"] = _hub.Server.Files["tokenizer.json"];

        _hub.Resolve();

        Assert.All(Names(_hub.Snapshot), name => Assert.Null(new FileInfo(Path.Combine(_hub.Snapshot, name)).LinkTarget));
        Assert.Equal(_hub.Server.Files["model.safetensors"], File.ReadAllBytes(Path.Combine(_hub.Snapshot, "model.safetensors")));
        Assert.Equal(_hub.Snapshot, _hub.Resolve());
    }

    [Fact]
    public void Only_what_is_needed_is_downloaded()
    {
        _hub.Server.Files["modules.json"] = """
            [{"type": "sentence_transformers.models.Transformer", "path": ""},
             {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
             {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]
            """u8.ToArray();
        _hub.Server.Files["1_Pooling/config.json"] = "{}"u8.ToArray();
        _hub.Server.Files["2_Dense/config.json"] = "{ }"u8.ToArray();
        _hub.Server.Files["2_Dense/model.safetensors"] = HubSketch.Bytes(100);
        _hub.Server.Files["2_Dense/pytorch_model.bin"] = HubSketch.Bytes(101);
        _hub.Server.Files["pytorch_model.bin"] = HubSketch.Bytes(102);
        _hub.Server.Files["vocab.txt"] = "a"u8.ToArray();
        _hub.Server.Files["tokenizer_config.json"] = "{  }"u8.ToArray();
        _hub.Server.Files["onnx/model.onnx"] = HubSketch.Bytes(103);
        _hub.Server.Files["modeling_bert.py"] = "raise SystemExit"u8.ToArray();

        string folder = _hub.Resolve();

        Assert.Equal(
            [
                "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "config.json", "model.safetensors",
                "modules.json", "tokenizer.json", "tokenizer_config.json",
            ],
            Names(folder));
        FileInfo inner = new(Path.Combine(folder, "1_Pooling", "config.json"));
        Assert.Equal("../../../blobs/" + _hub.Server.Tag("1_Pooling/config.json"), inner.LinkTarget?.Replace('\\', '/'));
        Assert.Equal(["model.safetensors"], _hub.Progress.Finished.TakeLast(1));
        Assert.Equal([$"tiny/bert@{_hub.Server.Commit}"], _hub.Progress.Begun);
        Assert.Equal(("model.safetensors", 300_000, 300_000), _hub.Progress.Reports[^1]);
    }

    [Fact]
    public void An_encoder_in_a_folder_of_its_own_is_downloaded_with_what_is_said_of_texts()
    {
        foreach (string file in _hub.Server.Files.Keys.ToArray())
        {
            _hub.Server.Files["0_Transformer/" + file] = _hub.Server.Files[file];
            _hub.Server.Files.Remove(file);
        }

        _hub.Server.Files["modules.json"] = """
            [{"type": "sentence_transformers.models.Transformer", "path": "0_Transformer"},
             {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]
            """u8.ToArray();
        _hub.Server.Files["1_Pooling/config.json"] = "{}"u8.ToArray();
        _hub.Server.Files["0_Transformer/sentence_roberta_config.json"] = """{"max_seq_length": 5}"""u8.ToArray();
        _hub.Server.Files["config_sentence_transformers.json"] = """{"prompts": {}}"""u8.ToArray();

        string folder = _hub.Resolve();

        Assert.Equal(
            [
                "0_Transformer/config.json", "0_Transformer/model.safetensors", "0_Transformer/sentence_roberta_config.json",
                "0_Transformer/tokenizer.json", "1_Pooling/config.json", "config_sentence_transformers.json", "modules.json",
            ],
            Names(folder));
        Assert.Equal(folder, _hub.Resolve());
        _hub.Settings = _hub.Settings with { WithWeights = false };
        Assert.Equal(folder, _hub.Resolve());
        Assert.Equal(Path.Combine(folder, "0_Transformer"), PretrainedFolder.EncoderOf(folder));
    }

    [Fact]
    public void Shards_are_those_that_the_index_names()
    {
        _hub.Server.Files.Remove("model.safetensors");
        _hub.Server.Files["model.safetensors.index.json"] = """{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"""u8.ToArray();
        _hub.Server.Files["model-1.safetensors"] = HubSketch.Bytes(10);
        _hub.Server.Files["model-2.safetensors"] = HubSketch.Bytes(20);
        _hub.Server.Files["model-3.safetensors"] = HubSketch.Bytes(30);

        Assert.Equal(
            ["config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json", "tokenizer.json"],
            Names(_hub.Resolve()));
    }

    [Fact]
    public void Where_the_tokenizer_is_enough_no_weights_are_downloaded()
    {
        _hub.Settings = _hub.Settings with { WithWeights = false };
        Assert.Equal(["config.json", "tokenizer.json"], Names(_hub.Resolve()));

        _hub.Settings = _hub.Settings with { WithWeights = true };
        Assert.Equal(["config.json", "model.safetensors", "tokenizer.json"], Names(_hub.Resolve()));
        Assert.Equal(1, _hub.Server.Count("GET", "/config.json"));
    }

    [Fact]
    public void Weights_that_are_here_are_not_downloaded_in_another_format()
    {
        _hub.Server.Files["pytorch_model.bin"] = HubSketch.Bytes(10);
        PretendPython("config.json", "tokenizer.json", "pytorch_model.bin");

        Assert.Equal(["config.json", "pytorch_model.bin", "tokenizer.json"], Names(_hub.Resolve()));
        Assert.Equal(0, _hub.Server.Count("GET", ".safetensors"));
    }

    [Fact]
    public void What_Python_has_downloaded_is_used_and_completed_at_the_same_commit()
    {
        PretendPython("config.json", "model.safetensors", "tokenizer.json");
        string commit = _hub.Server.Commit;
        string folder = _hub.Resolve(); // One question to the Hub: is there a modules.json?

        Assert.Equal(_hub.Snapshot, folder);
        Assert.Equal([$"/api/models/tiny/bert/revision/{commit}"], _hub.Server.Requests.Select(request => request.Path));
        Assert.Empty(_hub.Progress.Begun);

        _hub.Server.Dispose();
        Assert.Equal(folder, _hub.Resolve()); // None the second time.
    }

    [Fact]
    public void A_branch_stays_where_it_is_until_it_is_refreshed()
    {
        string before = _hub.Resolve();
        _hub.Server.Files["model.safetensors"] = HubSketch.Bytes(5);

        Assert.Equal(before, _hub.Resolve());
        _hub.Settings = _hub.Settings with { Refresh = true };
        string after = _hub.Resolve();

        Assert.Equal(_hub.Snapshot, after);
        Assert.NotEqual(before, after);
        Assert.Equal(_hub.Server.Commit, File.ReadAllText(Path.Combine(_hub.Model, "refs", "main")));
        Assert.Equal(1, _hub.Server.Count("GET", "/config.json"));
    }

    [Fact]
    public void Branches_tags_and_commits_lead_to_a_commit()
    {
        string commit = _hub.Server.Commit;
        _hub.Server.Revisions.UnionWith(["v1.0", "refs/pr/1", commit]);
        foreach (string revision in (string[])["v1.0", "refs/pr/1", commit[..8], commit])
        {
            Assert.Equal(_hub.Snapshot, _hub.Resolve($"tiny/bert@{revision}"));
        }

        Assert.Equal(commit, File.ReadAllText(Path.Combine(_hub.Model, "refs", "refs", "pr", "1")));
        Assert.False(File.Exists(Path.Combine(_hub.Model, "refs", commit)));
        Assert.Contains("/api/models/tiny/bert/revision/refs%2Fpr%2F1", _hub.Server.Requests.Select(request => request.Path));
        _hub.Server.Dispose();
        Assert.Equal(_hub.Snapshot, _hub.Resolve($"tiny/bert@{commit[..7]}"));
    }

    [Fact]
    public void Offline_the_cache_must_do()
    {
        HubSettings online = _hub.Settings;
        _hub.Settings = online with { IsOffline = true };
        _hub.Refuses(
            $"tiny/bert@main is not in the cache '{online.CacheFolder}', and HF_HUB_OFFLINE forbids to download it. Unset that once, "
            + "or copy the "
            + "model's folder from another cache.");

        PretendPython("config.json", "tokenizer.json");
        _hub.Refuses(
            $"tiny/bert@main is not complete in the cache '{online.CacheFolder}', which lacks model.safetensors, "
            + "model.safetensors.index.json, "
            + "pytorch_model.bin, pytorch_model.bin.index.json, and HF_HUB_OFFLINE forbids to download it. Unset that once, or copy "
            + "the model's "
            + "folder from another cache.");

        PretendPython("model.safetensors");
        Assert.Equal(_hub.Snapshot, _hub.Resolve());
        Assert.Empty(_hub.Server.Requests);
        Assert.Empty(_hub.Progress.Sentences);
    }

    [Fact]
    public void Two_at_once_download_once()
    {
        _hub.Server.Answer = (request, reply) =>
        {
            Thread.Sleep(request.Path.StartsWith("/storage/", StringComparison.Ordinal) ? 100 : 0);
            return reply;
        };

        string[] folders = new string[4];
        Parallel.For(0, folders.Length, i => folders[i] = HubModel.Resolve(HubSketch.Id, _hub.Settings, null, Stop));

        Assert.All(folders, folder => Assert.Equal(_hub.Snapshot, folder));
        foreach (string file in (string[])["/resolve/" + _hub.Server.Commit + "/config.json", "/storage/model.safetensors"])
        {
            Assert.Equal(1, _hub.Server.Count("GET", file));
        }
    }

    [Fact]
    public async Task Whoever_waits_for_another_process_is_told_and_can_stop()
    {
        string locks = Path.Combine(_hub.Settings.CacheFolder, ".locks", "models--tiny--bert");
        Directory.CreateDirectory(locks);
        using FileStream other = new(
            Path.Combine(locks, _hub.Server.Tag("model.safetensors") + ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using CancellationTokenSource stop = new();

        Task<string> waiting = HubModel.ResolveAsync(HubSketch.Id, _hub.Settings, _hub.Progress, stop.Token);
        for (int i = 0; i < 2000 && _hub.Progress.Sentences.Count == 0; i++)
        {
            await Task.Delay(10, Stop);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal(["Waiting for another process that downloads 'model.safetensors' of tiny/bert."], _hub.Progress.Sentences);
    }

    [Fact]
    public void A_repository_that_is_no_model_says_what_it_has()
    {
        _hub.Server.Files.Remove("model.safetensors");
        _hub.Server.Files["tf_model.h5"] = [1];
        _hub.Refuses(
            "tiny/bert@main cannot be used: its repository has none of model.safetensors, model.safetensors.index.json, pytorch_model.bin, "
            + "pytorch_model.bin.index.json; it has README.md, config.json, tf_model.h5, tokenizer.json.");

        _hub.Server.Files.Remove("config.json");
        _hub.Refuses("tiny/bert@main cannot be used: its repository has none of config.json; it has README.md, tf_model.h5, "
            + "tokenizer.json.");
        Assert.False(Directory.Exists(Path.Combine(_hub.Model, "refs")));
    }

    [Fact]
    public void FolderOf_takes_a_folder_first()
    {
        using TemporaryFolder folder = new();

        Assert.Equal(folder.Path, HubModel.FolderOf(folder.Path, _hub.Settings, null, Stop));
        Assert.Equal(_hub.Snapshot, HubModel.FolderOf(HubSketch.Id, _hub.Settings, null, Stop));
        Assert.Equal($"tiny/bert@{_hub.Server.Commit}", HubCache.NameOf(_hub.Snapshot + Path.DirectorySeparatorChar));
    }

    [Theory]
    [InlineData("bert", true)]
    [InlineData("a/b/c", true)]
    [InlineData("a b/c", true)]
    [InlineData("./bert", false)]
    [InlineData("/no/such/folder", false)]
    public void What_is_neither_folder_nor_name_says_how_names_look(string text, bool hasHint)
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => HubModel.FolderOf(text, _hub.Settings, null, Stop));

        Assert.Equal(
            $"There is no model folder '{text}'. Give a folder as Hugging Face libraries write it, with config.json, weights and a "
            + "tokenizer."
            + (hasHint ? " A model of the Hugging Face Hub is named owner/name[@revision], such as "
            + "sentence-transformers/all-MiniLM-L6-v2." : ""),
            error.Message);
        Assert.Empty(_hub.Server.Requests);
    }

    // As Python leaves files of the branch main.
    private void PretendPython(params string[] files)
    {
        Directory.CreateDirectory(Path.Combine(_hub.Model, "refs"));
        Directory.CreateDirectory(Path.Combine(_hub.Model, "blobs"));
        Directory.CreateDirectory(_hub.Snapshot);
        File.WriteAllText(Path.Combine(_hub.Model, "refs", "main"), _hub.Server.Commit);
        foreach (string file in files)
        {
            File.WriteAllBytes(Path.Combine(_hub.Model, "blobs", _hub.Server.Tag(file)), _hub.Server.Files[file]);
            File.CreateSymbolicLink(Path.Combine(_hub.Snapshot, file), $"../../blobs/{_hub.Server.Tag(file)}");
        }
    }

    private static string[] Names(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static float[] Hidden(PretrainedModel model)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        ModelInput input = model.Batch([model.Tokenizer.Encode("a", null, new EncodingOptions())]);
        return model.Encoder.call(input).data<float>().ToArray();
    }
}
