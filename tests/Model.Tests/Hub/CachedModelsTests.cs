using AttnExtract.Model.Hub;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>What the cache holds is listed by name: models whose branch and configuration are there.</summary>
public sealed class CachedModelsTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();

    private HubSettings Settings => new() { CacheFolder = _folder["hub"] };

    [Fact]
    public void Models_with_a_branch_and_a_configuration_are_named()
    {
        Keep("models--second--model", Commit, "config.json");
        Keep("models--first--model-2", Commit, "config.json");
        Keep("models--no--configuration", Commit, "tokenizer.json");
        Keep("models--no--commit", "nowhere", "config.json");
        Keep("datasets--some--texts", Commit, "config.json");
        Directory.CreateDirectory(_folder["hub/models--no--branch/snapshots"]);

        Assert.Equal(["first/model-2", "second/model"], CachedModels.Names(Settings));
    }

    [Fact]
    public void A_cache_that_is_not_there_holds_nothing() => Assert.Empty(CachedModels.Names(Settings));

    public void Dispose() => _folder.Dispose();

    private void Keep(string model, string commit, string file)
    {
        string folder = Path.Combine(_folder["hub"], model);
        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        Directory.CreateDirectory(Path.Combine(folder, "snapshots", commit));
        File.WriteAllText(Path.Combine(folder, "refs", "main"), commit);
        File.WriteAllText(Path.Combine(folder, "snapshots", commit, file), "{}");
    }
}
