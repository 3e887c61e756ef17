using AttnExtract.Ground;
using AttnExtract.Model.Hub;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>What the environment says: as huggingface_hub reads it.</summary>
public sealed class HubEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("", "~/.cache/huggingface/hub")]
    [InlineData("XDG_CACHE_HOME=~/x", "~/x/huggingface/hub")]
    [InlineData("XDG_CACHE_HOME=~/x HF_HOME=~/h", "~/h/hub")]
    [InlineData("HF_HOME=$HOME/h", "~/h/hub")]
    [InlineData("HF_HOME=${HOME}/$NONE", "~/$NONE/hub")]
    [InlineData("HF_HOME=~/h HUGGINGFACE_HUB_CACHE=~/c", "~/c")]
    [InlineData("HF_HOME=~/h HUGGINGFACE_HUB_CACHE=~/c HF_HUB_CACHE=~/d", "~/d")]
    [InlineData("HF_HOME=~/h HF_HUB_CACHE=", "~/h/hub")]
    public void The_cache(string variables, string folder)
    {
        Assert.Equal(folder.Replace("~", _home.Path), Read(variables).CacheFolder.Replace('\\', '/'));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("HF_HUB_OFFLINE=0", false)]
    [InlineData("HF_HUB_OFFLINE=1", true)]
    [InlineData("HF_HUB_OFFLINE=yes", true)]
    [InlineData("HF_HUB_OFFLINE=on", true)]
    [InlineData("TRANSFORMERS_OFFLINE=True", true)]
    public void Whether_the_cache_must_do(string variables, bool isOffline)
    {
        Assert.Equal(isOffline, Read(variables).IsOffline);
    }

    [Fact]
    public void The_token()
    {
        Assert.Null(Read("").Token);
        Directory.CreateDirectory(_home["h"]);
        File.WriteAllText(Path.Combine(_home["h"], "token"), "hf_file\n");
        File.WriteAllText(_home["other"], " hf_other\r\n");

        Assert.Equal(("hf_file", $"'{Path.Combine(_home["h"], "token")}'"), TokenOf("HF_HOME=~/h"));
        Assert.Equal(("hf_other", $"'{_home["other"]}'"), TokenOf("HF_HOME=~/h HF_TOKEN_PATH=~/other"));
        Assert.Equal(("hf_b", "HUGGING_FACE_HUB_TOKEN"), TokenOf("HF_HOME=~/h HUGGING_FACE_HUB_TOKEN=hf_b"));
        Assert.Equal(("hf_a", "HF_TOKEN"), TokenOf("HF_HOME=~/h HF_TOKEN=hf_a HUGGING_FACE_HUB_TOKEN=hf_b"));
        Assert.Equal((null, "HF_TOKEN"), TokenOf("HF_TOKEN=hf_a HF_HUB_DISABLE_IMPLICIT_TOKEN=1"));
    }

    [Fact]
    public void A_token_that_never_ends()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_home["endless"], "/dev/zero");

        Assert.Equal(
            $"'{_home["endless"]}' cannot be read: it goes on after 512 MB, which no such file does.",
            Assert.Throws<AttnExtractException>(() => TokenOf("HF_TOKEN_PATH=~/endless")).Message);
    }

    [Fact]
    public void The_rest()
    {
        HubSettings plain = Read("");
        Assert.Equal("https://huggingface.co", plain.Endpoint);
        Assert.Equal(TimeSpan.FromSeconds(10), plain.AnswerTimeout);
        Assert.True(plain.UsesLinks);

        HubSettings other = Read(
            "HF_ENDPOINT=https://mirror.example/hf/ HF_HUB_ETAG_TIMEOUT=3 HF_HUB_DOWNLOAD_TIMEOUT=60 HF_HUB_DISABLE_SYMLINKS=1");
        Assert.Equal("https://mirror.example/hf", other.Endpoint);
        Assert.Equal(TimeSpan.FromSeconds(3), other.AnswerTimeout);
        Assert.Equal(TimeSpan.FromSeconds(60), other.ReadTimeout);
        Assert.False(other.UsesLinks);
    }

    [Theory]
    [InlineData("HF_ENDPOINT=huggingface.co", "HF_ENDPOINT is 'huggingface.co'; the address of a Hub was expected, such as https://huggingface.co.")]
    [InlineData("HF_ENDPOINT=file:///etc", "HF_ENDPOINT is 'file:///etc'; the address of a Hub was expected, such as https://huggingface.co.")]
    [InlineData("HF_HUB_ETAG_TIMEOUT=0", "HF_HUB_ETAG_TIMEOUT is '0'; a whole number of seconds from 1 up was expected.")]
    [InlineData("HF_HUB_DOWNLOAD_TIMEOUT=soon", "HF_HUB_DOWNLOAD_TIMEOUT is 'soon'; a whole number of seconds from 1 up was expected.")]
    [InlineData(
        "HF_TOKEN=hf_é", "The token in HF_TOKEN has characters that no token has; put it there again, as "
        + "https://huggingface.co/settings/tokens shows it.")]
    public void What_cannot_be_used(string variables, string message)
    {
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Read(variables)).Message);
    }

    private (string? Token, string Source) TokenOf(string variables) => (Read(variables).Token, Read(variables).TokenSource);

    private HubSettings Read(string variables)
    {
        Dictionary<string, string> values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(halves => halves[0], halves => halves[1]);
        values[OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = _home.Path;
        return HubSettings.FromEnvironment(values.GetValueOrDefault);
    }
}
