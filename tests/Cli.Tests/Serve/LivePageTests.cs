using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>The page of a live model, and what it asks for.</summary>
public sealed partial class LivePageTests : IAsyncLifetime
{
    private const string Sentence = "The cat sat on the mat.";

    private TestServer Server { get; set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    [Fact]
    public async Task It_runs_its_own_script_and_that_of_the_framed_page_and_no_other()
    {
        string page = await Server.Client.GetStringAsync("/");
        string framed = Encoding.UTF8.GetString(CliRun.Of("view", Sentence, "-o", "-", "--format", "html", "--quiet").Bytes);
        string policy = Policy().Match(page).Groups[1].Value;

        Assert.StartsWith("default-src 'none'; connect-src 'self'; ", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains($"'sha256-{HashOf(ModuleScript().Match(page).Groups[1].Value)}'", policy);
        Assert.Contains($"'sha256-{HashOf(Style().Match(page).Groups[1].Value)}'", policy);
        Assert.All(Hashes().Matches(Policy().Match(framed).Groups[1].Value), hash => Assert.Contains(hash.Value, policy));
        Assert.Contains("sandbox=\"allow-scripts allow-downloads\"", page);
        Assert.DoesNotContain("://", page.Replace("http-equiv", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_is_the_page_that_the_command_writes()
    {
        using JsonDocument look = await LookAsync($$"""{"text": "{{Sentence}}", "measure": "rollout"}""");

        Assert.Equal(
            Encoding.UTF8.GetString(CliRun.Of("view", Sentence, "--measure", "rollout", "-o", "-", "--format", "html", "--quiet").Bytes),
            look.RootElement.GetProperty("page").GetString());
        Assert.Equal("""[{"name":"","prefix":"","layers":6,"heads":12}]""", look.RootElement.GetProperty("places").GetRawText());
        Assert.Equal(JsonValueKind.Null, look.RootElement.GetProperty("changes").ValueKind);
    }

    [Fact]
    public async Task A_look_without_heads_says_what_changes()
    {
        using JsonDocument look = await LookAsync($$"""{"text": "{{Sentence}}", "ablate": ["3.7=zero", "4.1=zero"]}""");
        using JsonDocument ablated = JsonDocument.Parse(
            CliRun.Of("ablate", Sentence, "--unit", "heads", "--json", "--quiet").Bytes);

        JsonElement changes = look.RootElement.GetProperty("changes");
        Assert.InRange(changes.GetProperty("embedding").GetDouble(), 0.5, 0.99999);
        Assert.Equal(5, changes.GetProperty("sentences").GetArrayLength());
        Assert.StartsWith("L", changes.GetProperty("sentences")[0].GetString());
        Assert.Equal(JsonValueKind.Null, changes.GetProperty("predictions").ValueKind);

        // One head alone: the effect that a sweep gives it.
        using JsonDocument one = await LookAsync($$"""{"text": "{{Sentence}}", "ablate": ["3.7=zero"]}""");
        double effect = ablated.RootElement.GetProperty("values")[3][7].GetDouble();
        Assert.Equal(1 - effect, one.RootElement.GetProperty("changes").GetProperty("embedding").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task What_two_runs_do_not_heed_is_refused()
    {
        HttpResponseMessage answer = await Server.AskAsync("look", $$"""{"text": "{{Sentence}}", "ablate": ["3.7=zero"], "measure": "rollout"}""");

        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(
            "'measure' is not heeded where something is switched off: two whole runs are compared, by text, model, pair, target, "
            + "target_language, ablate alone.",
            problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_look_at_a_translator_switches_heads_of_cross_attention_off()
    {
        string folder = Path.Combine(AttnExtract.Testing.ReferenceData.OwnRoot, "families", "marian");
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Models = [folder] });

        HttpResponseMessage answer = await server.AskAsync("look", """{"text": "猫睡觉", "target": "the cat sleeps", "ablate": ["cross 0.1=zero"]}""");

        using JsonDocument look = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, look.RootElement.ToString());
        Assert.Equal(
            ["cross ", "encoder ", "decoder "],
            look.RootElement.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("prefix").GetString()));
        JsonElement predictions = look.RootElement.GetProperty("changes").GetProperty("predictions");
        Assert.NotEqual(0, predictions.GetArrayLength());
        Assert.Contains(
            predictions.EnumerateArray(), one => Math.Abs(one.GetProperty("before").GetDouble() - one.GetProperty("after").GetDouble()) > 1e-9);
    }

    [Fact]
    public async Task The_measures_to_choose_from_are_those_that_a_page_shows()
    {
        using JsonDocument names = JsonDocument.Parse(await Server.Client.GetStringAsync("/api/look/measures"));

        Assert.Contains("rollout", names.RootElement.EnumerateArray().Select(name => name.GetString()));
        foreach (JsonElement name in names.RootElement.EnumerateArray())
        {
            Assert.Equal("", CliRun.Of("view", "A cat.", "--measure", name.GetString()!, "--to", "A dog.", "-o", "-", "--format", "html", "--quiet").Error);
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task<JsonDocument> LookAsync(string request)
    {
        HttpResponseMessage answer = await Server.AskAsync("look", request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text);
    }

    private static string HashOf(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]+)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ModuleScript();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("'sha256-[^']+'")]
    private static partial Regex Hashes();
}
