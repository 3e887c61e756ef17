using AttnExtract.Ground;
using AttnExtract.Model.Hub;
using CsCheck;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>Whatever a name, a cache or a file of a repository says, nothing outside the model's part of the cache is read or written.</summary>
public sealed class HubSafetyTests : IDisposable
{
    private readonly HubSketch _hub = new();

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData("bert")]
    [InlineData("a/b/c")]
    [InlineData("../b")]
    [InlineData("a/..")]
    [InlineData("a/b--c")]
    [InlineData("a/b..c")]
    [InlineData("-a/b")]
    [InlineData("a/b.git")]
    [InlineData("a/b c")]
    [InlineData("a\\b/c")]
    [InlineData("a/b\n")]
    [InlineData("")]
    public void A_name_that_is_none(string name)
    {
        Assert.False(HubName.IsName(name));
        _hub.Refuses(
            $"'{name.Replace("\n", "\\u000a")}' is not the name of a model; owner/name[@revision] was expected, such as "
            + "sentence-transformers/all-MiniLM-L6-v2.", name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("a@{1}")]
    public void A_revision_that_is_none(string revision)
    {
        _hub.Refuses(
            $"'{revision}' is not a revision of tiny/bert; after the @ a branch, a tag or a commit was expected, such as tiny/bert@main.",
            $"tiny/bert@{revision}");
    }

    [Fact]
    public void Whatever_passes_as_a_name_stays_in_the_cache()
    {
        Gen.Char["ab.-_/\\:@~ \0\n*"].Array[0, 12].Select(characters => new string(characters)).Sample(
            text =>
            {
                string name = $"a/b@{text}";
                try
                {
                    HubCache cache = new(_hub.Settings, HubName.Parse(name));
                    cache.WriteRef(text, new string('0', 40));
                    return Directory.GetFiles(Path.Combine(_hub.Settings.CacheFolder, "models--a--b", "refs"), "*", SearchOption.AllDirectories)
                        .Any(file => Path.GetRelativePath(Path.Combine(_hub.Settings.CacheFolder, "models--a--b", "refs"), file).Replace('\\', '/') == text);
                }
                catch (Exception refusal) when (refusal is AttnExtractException or IOException)
                {
                    // An earlier sample's branch 'b' is a file where branch 'b/c' needs a folder: Resolve says so in a sentence.
                    return true;
                }
            },
            iter: 300,
            seed: "0000KOIPe7N2",
            threads: 1);
    }

    [Theory]
    [InlineData("../../../../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("../../blobs")]
    [InlineData("../../blobs/../refs/main")]
    [InlineData("../../../models--other--model/blobs/a")]
    [InlineData("config.json")]
    public void A_link_that_leads_out_of_the_model(string target)
    {
        _hub.Resolve();
        string link = Path.Combine(_hub.Snapshot, "special_tokens_map.json");
        File.CreateSymbolicLink(link, target);

        foreach (bool isOffline in (bool[])[true, false])
        {
            _hub.Settings = _hub.Settings with { IsOffline = isOffline };
            _hub.Refuses(
                $"'{link}' leads to '{target}', out of the model's part of the cache, and is not followed. Delete it; what belongs "
                + "there is downloaded again.");
        }
    }

    [Fact]
    public void A_folder_or_a_blob_that_is_a_link()
    {
        _hub.Resolve();
        string elsewhere = Directory.CreateDirectory(Path.Combine(_hub.Settings.CacheFolder, "elsewhere")).FullName;

        string inner = Path.Combine(_hub.Snapshot, "1_Pooling");
        Directory.CreateSymbolicLink(inner, elsewhere);
        Refuses(inner);
        Directory.Delete(inner);

        string blob = Path.Combine(_hub.Model, "blobs", _hub.Server.Tag("config.json"));
        File.Delete(blob);
        File.CreateSymbolicLink(blob, Path.Combine(elsewhere, "config.json"));
        string link = Path.Combine(_hub.Snapshot, "config.json");
        _hub.Refuses(
            $"'{link}' leads to '../../blobs/{Path.GetFileName(blob)}', out of the model's part of the cache, and is not followed. "
            + "Delete it; what belongs "
            + "there is downloaded again.");
        File.Delete(blob);
        _hub.Resolve();

        Directory.Move(Path.Combine(_hub.Model, "blobs"), Path.Combine(elsewhere, "blobs"));
        Directory.CreateSymbolicLink(Path.Combine(_hub.Model, "blobs"), Path.Combine(elsewhere, "blobs"));
        Refuses(Path.Combine(_hub.Model, "blobs"), Path.Combine(elsewhere, "blobs"));

        void Refuses(string link, string? target = null) => _hub.Refuses(
            $"'{link}' leads to '{target ?? elsewhere}', out of the model's part of the cache, and is not followed. Delete it; what "
            + "belongs there is "
            + "downloaded again.");
    }

    [Fact]
    public void The_cache_itself_may_be_a_link()
    {
        string real = _hub.Settings.CacheFolder + "-real";
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(_hub.Settings.CacheFolder, real);

        _hub.Resolve();

        Assert.Equal(_hub.Snapshot, _hub.Resolve());
    }

    [Fact]
    public void A_link_without_its_blob_is_mended()
    {
        _hub.Resolve();
        File.Delete(Path.Combine(_hub.Model, "blobs", _hub.Server.Tag("model.safetensors")));

        _hub.Resolve();

        Assert.Equal(_hub.Server.Files["model.safetensors"], File.ReadAllBytes(Path.Combine(_hub.Snapshot, "model.safetensors")));
    }

    [Theory]
    [InlineData("../1_Pooling", "'{0}' leads out of its folder: \"../1_Pooling\".")]
    [InlineData("/etc", "'{0}' leads out of its folder: \"/etc\".")]
    [InlineData("a/../b", "'{0}' names 'a/../b', which is not the name of a folder in the repository.")]
    [InlineData("a:b", "'{0}' names 'a:b', which is not the name of a folder in the repository.")]
    public void Steps_that_lead_out_of_the_repository(string path, string message)
    {
        _hub.Server.Files["modules.json"] =
            System.Text.Encoding.UTF8.GetBytes($$"""[{"type": "sentence_transformers.models.Pooling", "path": "{{path}}"}]""");

        _hub.Refuses(string.Format(message, Path.Combine(_hub.Snapshot, "modules.json")));
    }

    [Fact]
    public void Shards_that_lead_out_of_the_repository()
    {
        _hub.Server.Files.Remove("model.safetensors");
        _hub.Server.Files["model.safetensors.index.json"] = """{"weight_map": {"a": "../../secret.safetensors"}}"""u8.ToArray();

        _hub.Refuses(
            $"'{Path.Combine(_hub.Snapshot, "model.safetensors.index.json")}' says that tensor 'a' is in '../../secret.safetensors', "
            + "which is not the plain "
            + "name of a file in the same folder.");
    }

    [Theory]
    [InlineData("config.json", true)]
    [InlineData("1_Pooling/config.json", true)]
    [InlineData("../config.json", false)]
    [InlineData("/config.json", false)]
    [InlineData("a//b", false)]
    [InlineData("a\\b", false)]
    [InlineData("C:/b", false)]
    [InlineData("a/b.", false)]
    [InlineData("CON", false)]
    [InlineData("1_Pooling/nul.json", false)]
    [InlineData("console/config.json", true)]
    [InlineData("a\0", false)]
    [InlineData("", false)]
    public void The_names_of_files(string name, bool isSafe)
    {
        Assert.Equal(isSafe, RepositoryPath.IsSafe(name));
    }
}
