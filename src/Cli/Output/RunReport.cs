using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Output;

/// <summary>How far a run over a corpus is.</summary>
/// <param name="run">The run.</param>
internal sealed class RunReport(RunFolder run) : IReport
{
    // More are counted than named.
    private const int MostNamed = 12;

    private readonly RunPlan _plan = run.Plan;
    private readonly ImmutableArray<int> _missing = run.Missing;
    private readonly ImmutableArray<ShardState> _shards = run.Shards;

    private int LeftTexts => _missing.Sum(_plan.TextsIn);

    // Those whose chunks another process has computed since do not matter any more.
    private IEnumerable<ShardState> Stopped => _shards.Where(shard => !shard.IsRunning && _missing.Any(shard.Shard.Has));

    private IEnumerable<ShardState> Running => _shards.Where(shard => shard.IsRunning);

    // Texts a second of those that run, together.
    private double Rate => Running.Sum(shard => shard.Seconds > 0 ? shard.TextCount / shard.Seconds : 0);

    /// <inheritdoc/>
    public string ToText()
    {
        int done = _plan.ChunkCount - _missing.Length;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{_plan.CommandLine}: ");
        text.Append(CultureInfo.InvariantCulture, $"{Messages.Count(_plan.Corpus.TextCount, "text")} in {Messages.Count(_plan.ChunkCount, "chunk")}\n");
        text.Append(CultureInfo.InvariantCulture, $"{done} done, {_missing.Length} left");
        text.Append(CultureInfo.InvariantCulture, $"; {Messages.Count(Running.Count(), "shard")} at work");
        if (Rate > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {Rate:0.0} texts a second, {RunBar.Time(LeftTexts / Rate)} left");
        }

        text.Append('\n');
        foreach (ShardState shard in Stopped.Take(MostNamed))
        {
            text.Append(CultureInfo.InvariantCulture, $"shard {shard.Shard} stopped ({shard.Owner}): {ReasonOf(shard)}\n");
        }

        if (Stopped.Count() > MostNamed)
        {
            text.Append(CultureInfo.InvariantCulture, $"and {Stopped.Count() - MostNamed} shards more\n");
        }

        return text.Append(_missing.IsEmpty
            ? $"Next: attn merge {run.Path} -o FILE\n"
            : $"{(Running.Any() ? "What the shards at work leave is done by" : "It goes on with")} {_plan.CommandLine} -o {run.Path}\n").ToString();
    }

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("study", _plan.Study);
        json.WriteString("command", $"{_plan.CommandLine} -o {run.Path}");
        json.WriteNumber("texts", _plan.Corpus.TextCount);
        json.WriteNumber("chunk", _plan.ChunkSize);
        json.WriteNumber("chunks", _plan.ChunkCount);
        json.WriteNumber("done", _plan.ChunkCount - _missing.Length);
        json.WriteNumbers("missing", _missing);
        json.WriteNumber("left_texts", LeftTexts);
        json.WriteFinite("texts_a_second", Rate > 0 ? Rate : double.NaN);
        json.WriteFinite("seconds_left", Rate > 0 ? LeftTexts / Rate : double.NaN);
        WriteShards(json, "running", Running);
        WriteShards(json, "stopped", Stopped);
        json.WriteEndObject();
    }

    private static void WriteShards(Utf8JsonWriter json, string name, IEnumerable<ShardState> shards)
    {
        json.WriteStartArray(name);
        foreach (ShardState shard in shards)
        {
            json.WriteStartObject();
            json.WriteString("shard", shard.Shard.ToString());
            json.WriteString("host", shard.Host);
            json.WriteNumber("process", shard.Process);
            json.WriteNumber("texts", shard.TextCount);
            json.WriteString("failure", shard.IsRunning ? null : ReasonOf(shard));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string ReasonOf(ShardState shard) => shard.Failure ?? "it ended without a word";
}
