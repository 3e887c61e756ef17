using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render;
using AttnExtract.Render.Viewer;
using AttnExtract.Testing;

[assembly: AssemblyFixture(typeof(AttnExtract.Viewer.Tests.SamplePages))]

namespace AttnExtract.Viewer.Tests;

/// <summary>Pages that tests open, each written once.</summary>
public sealed class SamplePages : IDisposable
{
    public const string Sentence = "Word embeddings sat.";
    public const string Script = "</script><img src=x onerror=alert(1)>";

    private readonly TemporaryFolder _folder = new();
    private readonly PretrainedModel _model = PretrainedModel.LoadBundled();

    public SamplePages()
    {
        Record = _model.Capture(Sentence);
        Cat = Write("cat", Record.ToViewer(
            _model.Measure(new TextPair(Sentence), [MeasureCatalog.Get("rollout"), MeasureCatalog.Get("norm")])));
        Exact = Write("exact", Record.ToViewer() with { Precision = RecordPrecision.Float32 });
        PairRecord = _model.Capture([new TextPair("The cat sat.", "It slept.")])[0];
        Pair = Write("pair", PairRecord.ToViewer());
        Texts = Write("texts", ViewerPage.Of([Record.ToViewer(), PairRecord.ToViewer()]));
        Hostile = Write("hostile", HostileRecord().ToViewer());
        ChangedRecord = _model.Capture(Sentence, Ablate.Head(0, 2).ToZero());
        Change = Write("change", Record.CompareTo(ChangedRecord).ToViewer());
        LongRecord = _model.Capture(string.Join(' ', Enumerable.Repeat("the old cat of the town sat on a mat", 6)));
        Long = Write("long", LongRecord.ToViewer());
        Empty = Write("empty", RecordOf(["a", "b"], float.NaN).ToViewer());
    }

    internal AttentionRecord Record { get; }

    internal AttentionRecord PairRecord { get; }

    internal string Cat { get; }

    /// <summary>The same in single precision.</summary>
    internal string Exact { get; }

    internal string Pair { get; }

    internal string Texts { get; }

    internal string Hostile { get; }

    /// <summary>The record, a head of whose first layer is off.</summary>
    internal AttentionRecord ChangedRecord { get; }

    internal string Change { get; }

    /// <summary>Some 60 tokens.</summary>
    internal AttentionRecord LongRecord { get; }

    internal string Long { get; }

    /// <summary>No cell has a number.</summary>
    internal string Empty { get; }

    internal string Write(string name, ViewerPage page)
    {
        string path = _folder[$"{name}.html"];
        page.Save(path);
        return path;
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private AttentionRecord HostileRecord() => RecordOf([Script, "javascript:alert(2)", "\" onload=\"alert(3)"], 1 / 3f);

    private AttentionRecord RecordOf(string[] words, float weight)
    {
        RecordToken[] tokens = [.. words.Select((text, i) => new RecordToken(i, text, 0, 0, 0, i, 0))];
        float[] weights = [.. Enumerable.Repeat(weight, 2 * words.Length * words.Length)];
        return new(
            words[0], words[0], tokens, [0, 1], [new(HookName.Pattern(0), new DenseArray(weights, 2, words.Length, words.Length))],
            Record.Provenance with { Model = words[0], LayerCount = 1, HeadCount = 2 });
    }
}
