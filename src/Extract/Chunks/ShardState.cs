using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>What a process says of the shard that it computes, in a file of the run's folder; gone when the shard is done.</summary>
public sealed record ShardState
{
    /// <summary>Which shard.</summary>
    public required Shard Shard { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>The number of the process there.</summary>
    public required int Process { get; init; }

    /// <summary>How many texts it has computed.</summary>
    public int TextCount { get; init; }

    /// <summary>In how many seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it ended; null where it did not say.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Who it is: <c>process 1234 on node7</c>.</summary>
    public string Owner => string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host}");

    internal void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream);
        json.WriteStartObject();
        json.WriteString("shard", Shard.ToString());
        json.WriteString("host", Host);
        json.WriteNumber("process", Process);
        json.WriteNumber("texts", TextCount);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteString("failure", Failure);
        json.WriteEndObject();
    });

    internal static ShardState Read(string path)
    {
        JsonFields state = new(JsonFile.Read(path), path, "shard");
        return new ShardState
        {
            Shard = Shard.Parse(state.Text("shard")),
            Host = state.Text("host"),
            Process = state.Whole("process"),
            TextCount = state.Whole("texts"),
            Seconds = state.Number("seconds"),
            Failure = state.OptionalText("failure"),
        };
    }
}
