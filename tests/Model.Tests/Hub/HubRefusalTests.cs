using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>What the Hub does not give out, and to whom the token goes.</summary>
public sealed class HubRefusalTests : IDisposable
{
    private const string Token = "hf_secret";

    private readonly HubSketch _hub = new();

    private string Endpoint => _hub.Server.Endpoint;

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(401, "RepoNotFound", "Repository not found")]
    [InlineData(401, null, null)]
    [InlineData(404, "RepoNotFound", "Repository not found")]
    [InlineData(404, null, null)]
    public void A_model_that_is_not_there_or_private(int status, string? code, string? message)
    {
        _hub.Server.Answer = (_, _) => HubServerReply.Error(status, code, message);

        _hub.Refuses(
            $"There is neither a folder 'tiny/bert' nor a public model of that name at {Endpoint}. Check the spelling; for a private "
            + "model, put a token "
            + $"that may read it into HF_TOKEN ({Endpoint}/settings/tokens).");

        UseToken();
        _hub.Refuses(
            $"There is neither a folder 'tiny/bert' nor, at {Endpoint}, a model of that name that the token in HF_TOKEN may read. "
            + "Check the spelling and "
            + $"the token's rights ({Endpoint}/settings/tokens).");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void A_gated_model(int status)
    {
        // The Hub lists a gated model's files to everybody.
        _hub.Server.Answer = (request, reply) => request.Path.StartsWith("/api/", StringComparison.Ordinal)
            ? reply
            : HubServerReply.Error(status, "GatedRepo", "Access to model tiny/bert is restricted and you are not in the authorized list.");

        _hub.Refuses(
            $"tiny/bert is gated: open {Endpoint}/tiny/bert in a browser, log in and accept its conditions, then put a token of that "
            + "account into HF_TOKEN "
            + $"({Endpoint}/settings/tokens).");

        UseToken();
        _hub.Refuses(
            $"tiny/bert is gated, and the token in HF_TOKEN has no access yet: open {Endpoint}/tiny/bert in a browser and ask for it; "
            + "a fine-grained token "
            + $"also needs the right to read gated repositories ({Endpoint}/settings/tokens).");
    }

    [Fact]
    public void A_token_that_is_wrong()
    {
        UseToken();
        _hub.Server.Answer = (_, _) => HubServerReply.Error(401, null, "Invalid credentials in Authorization header");

        _hub.Refuses(
            $"{Endpoint} does not accept the token in HF_TOKEN: it is wrong or has expired. Put a valid one there "
            + $"({Endpoint}/settings/tokens), or none, "
            + "which is enough for public models.");
    }

    [Fact]
    public void A_model_that_is_not_given_out()
    {
        _hub.Server.Answer = (_, _) => HubServerReply.Error(403, null, "Access to this resource is disabled.");
        _hub.Refuses(
            $"{Endpoint} does not give out tiny/bert: Access to this resource is disabled. Put a token that may read it into HF_TOKEN "
            + $"({Endpoint}/settings/tokens).");

        UseToken();
        _hub.Server.Answer = (_, _) => HubServerReply.Error(403);
        _hub.Refuses(
            $"{Endpoint} does not give out tiny/bert. Check the rights of the token in HF_TOKEN ({Endpoint}/settings/tokens).");
    }

    [Fact]
    public void A_revision_that_is_not_there()
    {
        _hub.Refuses(
            $"tiny/bert has no revision 'v9'; a branch, a tag or a commit was expected. {Endpoint}/tiny/bert/tree/main lists them.",
            "tiny/bert@v9");
    }

    [Fact]
    public void Any_other_answer()
    {
        _hub.Server.Answer = (_, _) => HubServerReply.Error(400, null, "No\u001b[31m such thing");
        _hub.Refuses(
            $"{Endpoint} answered 400 (Answer) to the request for tiny/bert: No[31m such thing. Check the address in HF_ENDPOINT, or "
            + "try again later.");
    }

    [Theory]
    [InlineData("<html>Please log in.</html>")]
    [InlineData("{}")]
    [InlineData("""{"sha": "main", "siblings": []}""")]
    [InlineData("""{"sha": "../../../../../../../../../../../../../..", "siblings": []}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": {}}""")]
    public void Something_else_than_a_Hub(string body)
    {
        _hub.Server.Answer = (_, reply) => reply with { Body = System.Text.Encoding.UTF8.GetBytes(body) };

        _hub.Refuses(
            $"{Endpoint} does not answer as a Hub does: a commit and a list of files were expected. Check the address in HF_ENDPOINT, "
            + "and that the network "
            + "needs no log-in.");
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(null)]
    public void A_tag_that_cannot_name_a_file(string? tag)
    {
        _hub.Server.Answer = (request, reply) =>
        {
            if (request.Method == "HEAD" && tag is null)
            {
                reply.Headers.Remove("ETag");
            }
            else if (request.Method == "HEAD")
            {
                reply.Headers["ETag"] = $"\"{tag}\"";
            }

            return reply;
        };

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hub.Resolve());

        Assert.Matches(
            $"^{Endpoint} gives no usable ETag and size for '.*' of tiny/bert, without which no download can be checked\\. Check the "
            + "address in HF_ENDPOINT\\.$",
            error.Message);
    }

    [Fact]
    public void Another_commit_than_was_asked_for()
    {
        string other = new('0', 40);
        _hub.Server.Answer = (request, reply) =>
        {
            if (request.Method == "HEAD")
            {
                reply.Headers["X-Repo-Commit"] = other;
            }

            return reply;
        };

        _hub.Refuses($"{Endpoint} gives 'config.json' of tiny/bert from commit {other}, though {_hub.Server.Commit} was asked for.");
    }

    [Fact]
    public void The_token_goes_to_the_Hub_and_nowhere_else()
    {
        UseToken();

        _hub.Resolve();

        foreach (HubServerRequest request in _hub.Server.Requests)
        {
            Assert.Equal(request.Host == HubServer.EndpointHost ? $"Bearer {Token}" : null, request.Token);
        }

        Assert.Contains(HubServer.StorageHost, _hub.Server.Requests.Select(request => request.Host));
        Assert.DoesNotContain(Token, _hub.Settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_model_is_found_under_its_old_name()
    {
        _hub.Server.Answer = (request, reply) => request.Path.Contains("/old/name/", StringComparison.Ordinal)
            ? new HubServerReply { Status = 307, Headers = { ["Location"] = request.Path.Replace("/old/name/", "/tiny/bert/") } }
            : reply;

        string folder = _hub.Resolve("old/name");

        Assert.Equal(Path.Combine(_hub.Settings.CacheFolder, "models--old--name", "snapshots", _hub.Server.Commit), folder);
        Assert.True(File.Exists(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void Redirects_without_end_or_to_what_is_no_web_address_are_not_followed()
    {
        _hub.Server.Answer = (request, _) => new HubServerReply { Status = 302, Headers = { ["Location"] = request.Path } };
        _hub.Refuses($"The request for tiny/bert was redirected more than 10 times, last by {Endpoint}; check the address in HF_ENDPOINT.");

        _hub.Server.Answer = (request, _) => new HubServerReply { Status = 302, Headers = { ["Location"] = "file:///etc/passwd" } };
        _hub.Refuses($"{Endpoint} redirects the request for tiny/bert to 'file://', which is not safe to follow.");
    }

    [Fact]
    public void A_storage_that_refuses_is_named()
    {
        _hub.Server.Answer = (request, reply) => request.Host == HubServer.StorageHost ? HubServerReply.Error(403) : reply;

        _hub.Refuses(
            $"{_hub.Server.Storage} answered 403 (Forbidden) to the request for 'model.safetensors' of tiny/bert, to which the Hub "
            + "had redirected it. Try again "
            + "later; what was downloaded is kept.");
    }

    private void UseToken() => _hub.Settings = _hub.Settings with { Token = Token };
}
