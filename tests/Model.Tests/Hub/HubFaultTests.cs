using AttnExtract.Ground;
using AttnExtract.Model.Hub;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>What goes wrong on the way: it ends in one sentence, or in a whole model, and never in half of one.</summary>
public sealed class HubFaultTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private const string Later = "Try again later; what was downloaded is kept.";

    private readonly HubSketch _hub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_cut_connection_is_resumed_where_it_was_cut()
    {
        int times = 0;
        OnStorage((_, reply) => times++ < 3 ? reply with { CutAfter = 70_000 } : reply);

        _hub.Resolve();

        Assert.Equal([null, 70_000, 140_000, 210_000], Starts);
        Assert.Equal(_hub.Server.Files[Weights], File.ReadAllBytes(Path.Combine(_hub.Snapshot, Weights)));
        Assert.Equal(
            Enumerable.Repeat($"The connection to {_hub.Server.Storage} was cut; trying again in 0 s.", 3), _hub.Progress.Sentences);
    }

    [Fact]
    public void What_is_cut_again_and_again_is_kept_for_the_next_time()
    {
        OnStorage((request, reply) => reply with { CutAfter = request.Start is null ? 100_000 : 0 });

        _hub.Refuses($"The connection to {_hub.Server.Storage} was cut, 5 times in a row. {Later}");
        RequiresNothingHalf();
        Assert.Equal(_hub.Server.Files[Weights][..100_000], File.ReadAllBytes(_hub.Part));

        OnStorage((_, reply) => reply);
        _hub.Resolve();
        Assert.Equal<int?>(100_000, Starts[^1]);
        Assert.False(File.Exists(_hub.Part));
    }

    [Fact]
    public void A_server_that_knows_no_ranges_begins_anew()
    {
        LeavePart(HubSketch.Bytes(50_000));
        OnStorage((request, _) => new HubServerReply { Body = _hub.Server.Files[Weights] });

        _hub.Resolve();

        Assert.Equal([50_000], Starts);
        Assert.Equal(_hub.Server.Files[Weights], File.ReadAllBytes(Path.Combine(_hub.Snapshot, Weights)));
    }

    [Theory]
    [InlineData(70_000, 0, 5)] // begins anew each time, and never comes further
    [InlineData(70_000, 100_000, 5)] // nor as far as what was here before
    [InlineData(150_000, 100_000, 5)] // a little further, once
    public void A_server_that_knows_no_ranges_and_cuts_every_answer_is_given_up(int cut, int here, int requests)
    {
        LeavePart(_hub.Server.Files[Weights][..here]);
        OnStorage((_, _) => new HubServerReply { Body = _hub.Server.Files[Weights], CutAfter = cut });

        _hub.Refuses($"The connection to {_hub.Server.Storage} was cut, 5 times in a row. {Later}");

        Assert.Equal(requests, Starts.Length);
        RequiresNothingHalf();
    }

    [Fact]
    public void A_server_that_comes_a_little_further_each_time_is_asked_to_the_end()
    {
        int cut = 0;
        OnStorage((_, _) => new HubServerReply { Body = _hub.Server.Files[Weights], CutAfter = Math.Min(300_000, cut += 30_000) });

        _hub.Resolve();

        Assert.Equal(10, Starts.Length);
    }

    [Fact]
    public void A_range_that_is_refused_begins_anew()
    {
        LeavePart(_hub.Server.Files[Weights][..50_000]);
        OnStorage((request, reply) => request.Start is null ? reply : new HubServerReply { Status = 416 });

        _hub.Resolve();

        Assert.Equal([50_000, null], Starts);
    }

    [Theory]
    [InlineData(300_000, 0)]
    [InlineData(300_001, 1)]
    public void A_part_that_is_whole_is_not_asked_for_and_one_that_is_too_long_is_dropped(int length, int requests)
    {
        byte[] part = new byte[length];
        _hub.Server.Files[Weights].CopyTo(part, 0);
        LeavePart(part);

        _hub.Resolve();

        Assert.Equal(requests, Starts.Length);
    }

    [Fact]
    public void Wrong_bytes_are_refused_and_deleted()
    {
        byte[] wrong = HubSketch.Bytes(300_001)[1..];
        OnStorage((_, reply) => reply with { Body = wrong });
        string actual = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(wrong));

        _hub.Refuses(
            $"'{Weights}' of tiny/bert arrived damaged: its hash is {actual}, but {_hub.Server.Tag(Weights)} was expected. It was "
            + "deleted; run again to "
            + "download it anew.");
        RequiresNothingHalf();
        Assert.False(File.Exists(_hub.Part));

        OnStorage((_, reply) => reply);
        _hub.Resolve();
    }

    [Fact]
    public void Wrong_bytes_of_a_small_file_are_refused_and_deleted()
    {
        string expected = _hub.Server.Tag("config.json");
        _hub.Server.Answer = (request, reply) => request is { Method: "GET" } && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? reply with { Body = [.. reply.Body[..^1], (byte)']'] }
            : reply;

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hub.Resolve());

        Assert.Matches($"^'config.json' of tiny/bert arrived damaged: its hash is [0-9a-f]{{40}}, but {expected} was "
            + "expected\\.", error.Message);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_hub.Model, "blobs")));
    }

    [Fact]
    public void More_bytes_than_announced_are_refused_and_deleted()
    {
        OnStorage((_, reply) => reply with { Body = [.. reply.Body, 0] });

        _hub.Refuses(
            $"'{Weights}' of tiny/bert arrived damaged: it has more than the 300,000 bytes that were announced. It was deleted; run "
            + "again to download it "
            + "anew.");
        RequiresNothingHalf();
        Assert.False(File.Exists(_hub.Part));
    }

    [Fact]
    public void Fewer_bytes_than_announced_are_asked_for_again()
    {
        OnStorage((request, reply) => reply with { Body = reply.Body[..Math.Min(reply.Body.Length, 290_000)] });

        _hub.Resolve();

        Assert.Equal([null, 290_000], Starts);
        Assert.Equal([$"'{Weights}' of tiny/bert ended after 290,000 bytes of 300,000 bytes; trying again in 0 "
            + "s."], _hub.Progress.Sentences);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void A_server_that_falls_silent_is_given_up(int after)
    {
        _hub.Settings = _hub.Settings with { Attempts = 2 };
        OnStorage((request, reply) => reply with
        {
            StallAfter = request.Start is null ? after : -1,
            OnStall = () => WhenThePartHas(after, () => _hub.Clock.EndLimitAsync(Stop)),
        });

        _hub.Refuses($"{_hub.Server.Storage} sent nothing for 10 s, 2 times in a row. {Later}");
        Assert.Equal(Math.Max(after, 0), new FileInfo(_hub.Part).Length);
    }

    [Theory]
    [InlineData(500, "500 (Internal Server Error)")]
    [InlineData(503, "503 (Service Unavailable)")]
    [InlineData(429, "429 (Too Many Requests)")]
    public void A_server_in_trouble_is_asked_again_and_then_given_up(int status, string words)
    {
        int times = 0;
        _hub.Server.Answer = (_, reply) => times++ < 3 ? new HubServerReply { Status = status } : reply;
        _hub.Resolve();
        Assert.Equal($"{_hub.Server.Endpoint} answered {words} to the request for tiny/bert; trying again in 0 "
            + "s.", _hub.Progress.Sentences[0]);
        Assert.Equal(3, _hub.Progress.Sentences.Count);

        _hub.Server.Answer = (_, _) => new HubServerReply { Status = status };
        _hub.Refuses($"{_hub.Server.Endpoint} answered {words} to the request for tiny/bert, 5 times in a row. {Later}", "tiny/bert@other");
    }

    [Theory]
    [InlineData("Retry-After", "1", "trying again in 1 s")]
    [InlineData("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", "trying again in 0 s")]
    [InlineData("RateLimit", "\"api\";r=0;t=1", "trying again in 1 s")]
    public void A_server_that_asks_to_wait_is_obeyed(string header, string value, string note)
    {
        int times = 0;
        _hub.Server.Answer = (_, reply) => times++ < 1 ? new HubServerReply { Status = 429, Headers = { [header] = value } } : reply;

        _hub.Resolve();

        Assert.Equal([$"{_hub.Server.Endpoint} answered 429 (Too Many Requests) to the request for tiny/bert; "
            + $"{note}."], _hub.Progress.Sentences);
        Assert.Equal(note.Contains('1') ? [TimeSpan.FromSeconds(1)] : [], _hub.Clock.Pauses);
    }

    [Fact]
    public void A_server_that_asks_to_wait_for_long_is_not_waited_for()
    {
        _hub.Server.Answer = (_, _) => new HubServerReply { Status = 429, Headers = { ["Retry-After"] = "3600" } };

        _hub.Refuses(
            $"{_hub.Server.Endpoint} answered 429 (Too Many Requests) to the request for tiny/bert and asks to wait for 3600 s. {Later}");
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_not_asked_again()
    {
        _hub.Server.Dispose();

        _hub.Refuses(
            $"{_hub.Server.Endpoint} cannot be reached: Connection refused. Check the network and the proxy in HTTPS_PROXY, or name a "
            + "mirror in HF_ENDPOINT.");
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_no_matter_where_the_cache_will_do()
    {
        _hub.Resolve();
        _hub.Server.Dispose();
        _hub.Settings = _hub.Settings with { Refresh = true };

        Assert.Equal(_hub.Snapshot, _hub.Resolve());
        Assert.Equal(
            [
                $"{_hub.Server.Endpoint} cannot be reached: Connection refused. Check the network and the proxy in HTTPS_PROXY, or "
                + "name a mirror in "
                + $"HF_ENDPOINT. Using tiny/bert@{_hub.Server.Commit} as it is in the cache.",
            ],
            _hub.Progress.Sentences);
    }

    [Fact]
    public void A_full_disk_says_how_much_is_missing_and_keeps_what_fits()
    {
        HubSettings settings = _hub.Settings;
        _hub.Settings = settings with { OpenPart = path => new FullDisk(settings.OpenPart(path), room: 200_000) };
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hub.Resolve());
        long kept = new FileInfo(_hub.Part).Length;

        Assert.InRange(kept, 1, 200_000);
        Assert.Equal(
            $"There is no room for '{Weights}' of tiny/bert in '{settings.CacheFolder}': {300_000 - kept:N0} bytes are missing. Make "
            + "room, or name another "
            + "folder in HF_HUB_CACHE; what was downloaded is kept.",
            error.Message);
        RequiresNothingHalf();

        _hub.Settings = settings;
        _hub.Resolve();
        Assert.Equal(kept, Starts[^1]!.Value);
        Assert.Equal(_hub.Server.Files[Weights], File.ReadAllBytes(Path.Combine(_hub.Snapshot, Weights)));
    }

    [Fact]
    public void A_disk_without_room_is_seen_before_anything_is_downloaded()
    {
        _hub.Settings = _hub.Settings with { FreeSpace = _ => 1000 };

        _hub.Refuses(
            $"There is no room for '{Weights}' of tiny/bert in '{_hub.Settings.CacheFolder}': 300,000 bytes are missing, and 1,000 "
            + "bytes are free. Make "
            + "room, or name another folder in HF_HUB_CACHE; what was downloaded is kept.");
        Assert.Empty(Starts);
    }

    [Fact]
    public async Task Whoever_stops_a_download_can_go_on_with_it()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        OnStorage((_, reply) => reply with { StallAfter = 100_000, OnStall = () => WhenThePartHas(100_000, stop.CancelAsync) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HubModel.ResolveAsync(HubSketch.Id, _hub.Settings, null, stop.Token));

        Assert.Equal(100_000, new FileInfo(_hub.Part).Length);
        OnStorage((_, reply) => reply);
        _hub.Resolve();
        Assert.Equal<int?>(100_000, Starts[^1]);
    }

    [Fact]
    public void A_cache_that_is_a_file_says_so()
    {
        using TemporaryFolder folder = new();
        _hub.Settings = _hub.Settings with { CacheFolder = folder.Write("hub", []) };

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hub.Resolve());

        Assert.StartsWith($"The cache '{_hub.Settings.CacheFolder}' cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Name another folder in HF_HUB_CACHE.", error.Message, StringComparison.Ordinal);
    }

    private int?[] Starts => [.. _hub.Server.Requests.Where(IsForStorage).Where(request => request.Method == "GET").Select(request => request.Start)];

    private static bool IsForStorage(HubServerRequest request) => request.Path.StartsWith("/storage/", StringComparison.Ordinal);

    private void OnStorage(Func<HubServerRequest, HubServerReply, HubServerReply> answer) =>
        _hub.Server.Answer = (request, reply) => IsForStorage(request) ? answer(request, reply) : reply;

    // What was sent before the silence has arrived.
    private async Task WhenThePartHas(int length, Func<Task> then)
    {
        while (length > 0 && !(new FileInfo(_hub.Part) is { Exists: true } part && part.Length >= length))
        {
            await Task.Delay(1, Stop);
        }

        await then();
    }

    private void LeavePart(byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_hub.Part)!);
        File.WriteAllBytes(_hub.Part, content);
    }

    private void RequiresNothingHalf()
    {
        Assert.False(Path.Exists(Path.Combine(_hub.Snapshot, Weights)));
        Assert.False(File.Exists(Path.Combine(_hub.Model, "blobs", _hub.Server.Tag(Weights))));
        Assert.False(Directory.Exists(Path.Combine(_hub.Model, "refs")));
        HubSettings settings = _hub.Settings with { IsOffline = true };
        Assert.StartsWith(
            "tiny/bert@main is not in the cache",
            Assert.Throws<AttnExtractException>(() => HubModel.Resolve(HubSketch.Id, settings, null, Stop)).Message,
            StringComparison.Ordinal);
    }
}
