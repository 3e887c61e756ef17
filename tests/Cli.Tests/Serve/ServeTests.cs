using System.Net;
using System.Text.Json;
using AttnExtract.Cli.Commands;
using AttnExtract.Serve.Requests;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>Programs that ask a server get what the command line gives, in the same words.</summary>
public sealed class ServeTests : IAsyncLifetime
{
    private const string Sentence = "The cat sat on the mat.";

    private readonly TemporaryFolder _folder = new();

    private TestServer Server { get; set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    [Fact]
    public async Task Answers_are_what_the_command_line_writes()
    {
        await Same("capture", $$"""{"text": "{{Sentence}}", "layers": "0-2", "heads": [1, 3], "format": "safetensors"}""", "application/octet-stream",
            "capture", Sentence, "--layers", "0-2", "--heads", "1,3", "-o", "-", "--format", "safetensors", "--quiet");
        await Same("capture", $$"""{"text": "{{Sentence}}", "ablate": ["3.7=zero", "1.2=uniform"]}""", "application/json",
            "capture", Sentence, "--ablate", "3.7=zero", "--ablate", "1.2=uniform", "-o", "-", "--format", "json", "--quiet");
        await Same("figure", $$"""{"text": "{{Sentence}}", "cmap": "Greens_r", "drop_special": true, "pretty": true}""", "image/png",
            "figure", Sentence, "--cmap", "Greens_r", "--drop-special", "--pretty", "-o", "-", "--format", "png", "--quiet");
        await Same("figure", $$"""{"text": "{{Sentence}}", "layers": 3, "heads": 7, "annot": true, "format": ".svg"}""", "image/svg+xml",
            "figure", Sentence, "--layers", "3", "--heads", "7", "--annot", "-o", "-", "--format", "svg", "--quiet");
        await Same("measure", $$"""{"text": "{{Sentence}}", "kind": ["rollout", "norm"]}""", "application/json",
            "measure", Sentence, "--kind", "rollout,norm", "--json", "--quiet");
        await Same("ablate", """{"text": "The cat sat.", "curve": ["greedy", "random"], "steps": 3}""", "application/json",
            "ablate", "The cat sat.", "--curve", "greedy,random", "--steps", "3", "--json", "--quiet");
        await Same("tokenize", """{"text": "--layers @notes [MASK]", "pair": "-5"}""", "application/json",
            "tokenize", "--pair=-5", "--json", "--quiet", "--", "--layers @notes [MASK]");
    }

    [Fact]
    public async Task What_is_remarked_stands_in_a_header()
    {
        HttpResponseMessage answer = await Server.AskAsync("figure", """{"text": "猫 sat.", "layers": 0, "heads": 0}""");

        string header = Assert.Single(answer.Headers.GetValues("Attn-Remarks"));
        Assert.Equal(
            CliRun.Of("figure", "猫 sat.", "--layers", "0", "--heads", "0", "-o", _folder["a.png"], "--quiet").Error,
            string.Concat(JsonSerializer.Deserialize<string[]>(header)!.Select(remark => $"attn: {remark}\n")));
    }

    [Theory]
    [InlineData("capture", "", 400, "The request is no JSON; an object of fields was expected, such as {\"text\": \"The cat sat.\"}.")]
    [InlineData("capture", "[1]", 400, "The request is JSON, but no object of fields, such as {\"text\": \"The cat sat.\"}.")]
    [InlineData("figure", "{\"text\": \"A\", \"cmpa\": 1}", 400, "'figure' takes no field 'cmpa' here. Did you mean 'cmap'?")]
    [InlineData("figure", "{\"text\": \"A\", \"layers\": 1, \"layers\": 2}", 400, "The request names 'layers' twice.")]
    [InlineData("figure", "{\"text\": \"A\", \"pretty\": 1}", 400, "'pretty' is true or false, and nothing else.")]
    [InlineData("figure", "{\"text\": {\"a\": 1}}", 400, "'text' is one text or number.")]
    [InlineData("figure", "{\"text\": [\"A\", \"B\"]}", 400, "'text' is one text or number.")]
    [InlineData("tokenize", "{\"text\": \"A\", \"pair\": [\"B\", \"C\"]}", 400, "'pair' is one text or number, and the request gives a list.")]
    [InlineData("figure", "{\"text\": \"A\", \"layers\": false}", 400, "'layers' is a text or a number, or a list of them, and neither true nor false.")]
    [InlineData("figure", "{\"text\": \"A\", \"title\": true}", 400, "'title' is one text or number, and neither true nor false.")]
    [InlineData("figure", "{\"text\": \"A\", \"cmap\": \"mine.txt\"}", 400, "'mine.txt' is a file, and a request names none; give a colormap's name.")]
    [InlineData("figure", "{\"text\": \"A\", \"layers\": 6}", 422, "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.")]
    [InlineData("figure", "{\"text\": \"\"}", 422, "The text is empty; give a sentence with words.")]
    [InlineData("figure", "{\"text\": \"A\", \"format\": \"pgn\"}", 400, null)]
    [InlineData("figure", "{\"text\": \"A\", \"format\": \"../a.png\"}", 400, "'../a.png' is no format; an extension was expected, such as png.")]
    [InlineData("capture", "{\"text\": \"\\ud800\"}", 400, "'text' is not Unicode: it holds half a surrogate pair, or bytes that are no UTF-8.")]
    [InlineData("capture", "{\"\\ud800\": 1}", 400, "The name of a field is not Unicode: it holds half a surrogate pair, or bytes that are no UTF-8.")]
    [InlineData("predict", "{\"text\": \"A\", \"model\": \"bert\"}", 404, "No model 'bert' is served. There are all-MiniLM-L6-v2.")]
    [InlineData("prune", "{}", 404, "There is nothing at POST /api/prune; /openapi.json says what there is.")]
    public async Task What_cannot_be_answered_is_told_in_a_sentence(string command, string request, int status, string? sentence)
    {
        HttpResponseMessage answer = await Server.AskAsync(command, request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        string told = problem.RootElement.GetProperty("detail").GetString()!;
        Assert.Equal(sentence ?? CliRun.Of("figure", "A", "-o", "-", "--format", "pgn").Error["attn: ".Length..].TrimEnd(), told);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task False_switches_off_what_is_on()
    {
        string plain = Path.Combine(_folder.Path, "plain.svg");
        CliRun.Of("figure", "A cat.", "--layers", "0", "--cbar", "off", "-o", plain, "--quiet").Succeeded();

        HttpResponseMessage answer = await Server.AskAsync(
            "figure", """{"text": "A cat.", "layers": [0], "cbar": false, "pretty": false, "pair": null, "format": "svg"}""");

        Assert.Equal(await File.ReadAllBytesAsync(plain), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Clients_of_other_machines_see_names_of_models_and_no_folders()
    {
        string folder = Path.Combine(AttnExtract.Testing.ReferenceData.OwnRoot, "families", "bert");
        await using TestServer server = await TestServer.StartAsync(
            TestServer.Settings with { Models = [folder], Listen = System.Net.IPAddress.Any });
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{server.Address.Port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestServer.Token);

        HttpResponseMessage answer = await client.PostAsync("/api/view", new StringContent("""{"text": "A cat.", "model": "bert"}"""));

        string page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"--model\",\"bert\"", page);
        Assert.DoesNotContain(AttnExtract.Testing.ReferenceData.OwnRoot, page);
    }

    [Fact]
    public async Task An_answer_of_many_megabytes_is_told_as_an_event_and_leaves_no_trace()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 130));
        HttpResponseMessage whole = await Server.AskAsync("capture", $$"""{"text": "{{text}}"}""");
        string expected = (await whole.Content.ReadAsStringAsync()).TrimEnd().ReplaceLineEndings(" ");
        Assert.InRange(expected.Length, 8_000_000, int.MaxValue);

        HttpResponseMessage told = await Server.FollowAsync("capture", $$"""{"text": "{{text}}"}""");
        string events = await told.Content.ReadAsStringAsync();

        string result = events[events.IndexOf("event: result\ndata: ", StringComparison.Ordinal)..];
        Assert.Equal(4, result.Split('\n').Length);
        Assert.StartsWith("""{"content_type":"application/json","remarks":[],"body":{""", result.Split('\n')[1]["data: ".Length..]);
        Assert.Contains(expected, result);
    }

    [Fact]
    public async Task Events_tell_of_a_run_and_end_with_its_result()
    {
        using HttpResponseMessage answer = await Server.FollowAsync("ablate", $$"""{"text": "{{Sentence}}", "unit": "layers"}""");

        string[] events = (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.All(events[..^1], one => Assert.Matches("^event: running\ndata: \\{\"layers\":[0-9]+\\}$", one));
        string[] last = events[^1].Split('\n');
        Assert.Equal("event: result", last[0]);
        using JsonDocument result = JsonDocument.Parse(last[1]["data: ".Length..]);
        using JsonDocument expected = JsonDocument.Parse(CliRun.Of("ablate", Sentence, "--unit", "layers", "--json", "--quiet").Bytes);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, result.RootElement.GetProperty("body")));
    }

    [Fact]
    public async Task Events_end_with_a_problem_where_a_run_fails()
    {
        using HttpResponseMessage answer = await Server.FollowAsync("figure", """{"text": "A", "layers": 6}""");

        Assert.Contains(
            "event: problem\ndata: {\"type\":\"about:blank\",\"title\":\"Unprocessable Entity\",\"status\":422,"
            + "\"detail\":\"There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.\"}\n\n",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Lists_and_status_are_there_to_be_asked()
    {
        Assert.Equal(
            "{\"version\":\"" + Extract.ProductVersion.Text + "\",\"models\":[\"all-MiniLM-L6-v2\"],\"with_target\":[],\"running\":false,\"waiting\":0}",
            await Server.Client.GetStringAsync("/api/status"));
        using JsonDocument colormaps = JsonDocument.Parse(await Server.Client.GetStringAsync("/api/list/colormaps"));
        using JsonDocument expected = JsonDocument.Parse(CliRun.Of("list", "colormaps", "--json").Bytes);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, colormaps.RootElement));
        Assert.Equal(HttpStatusCode.NotFound, (await Server.Client.GetAsync("/api/list/nothing")).StatusCode);
    }

    [Fact]
    public async Task Everything_that_can_be_asked_is_described()
    {
        using JsonDocument description = JsonDocument.Parse(await Server.Client.GetStringAsync("/openapi.json"));

        Assert.Equal("3.1.0", description.RootElement.GetProperty("openapi").GetString());
        foreach (ServedCommand served in ServedCommand.All)
        {
            JsonElement fields = description.RootElement.GetProperty("paths").GetProperty($"/api/{served.Command.Name}").GetProperty("post")
                .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties");
            Assert.Superset(served.Fields.Keys.ToHashSet(), fields.EnumerateObject().Select(field => field.Name).ToHashSet());
            Assert.All(fields.EnumerateObject(), field => Assert.NotEmpty(field.Value.GetProperty("description").GetString()!));
        }
    }

    [Fact]
    public void No_field_names_a_file()
    {
        string[] names = ["FILE", "FOLDER", "RUN", "FIGURE", "MODEL", "TOKENS"];
        foreach (ServedCommand served in ServedCommand.All)
        {
            Assert.All(served.Fields, field =>
            {
                string takes = served.Command.WordsOf(field.Value).HelpName ?? "";
                Assert.DoesNotContain(takes.Split('|', ' '), names.Contains);
            });
        }
    }

    [Fact]
    public void Every_command_of_one_text_is_served() => Assert.Equal(
        CommandCatalog.All.Where(command => command.Argument?.Name == "TEXT").Select(command => command.Name).Order(),
        ServedCommand.All.Select(served => served.Command.Name).Order());

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Same(string command, string request, string type, params string[] line)
    {
        HttpResponseMessage answer = await Server.AskAsync(command, request);

        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(CliRun.Of(line).Bytes, bytes);
    }
}
