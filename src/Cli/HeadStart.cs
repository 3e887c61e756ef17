using System.Collections.Concurrent;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli;

/// <summary>
/// Begins in the background what a run will need later, while the rest still waits for something else: loading libtorch
/// takes longer than everything before it, and drawing the first figure longer than every one after it.
/// </summary>
internal static class HeadStart
{
    private static readonly ConcurrentBag<Task> Begun = [];

    /// <summary>A model will be loaded.</summary>
    public static void ForModel() => Begun.Add(PretrainedModel.WarmUp());

    /// <summary>A figure will be drawn: fonts, the drawing library and its code are loaded by drawing a very small one.</summary>
    public static void ForFigure() => Begun.Add(Task.Run(() =>
    {
        RecordToken token = new(0, "a", 0, 1, 0, 0, 0);
        Provenance nowhere = new() { Model = "", ModelType = "", WeightsSha256 = "", LayerCount = 1, HeadCount = 2, Version = "", Torch = "" };
        DenseArray pattern = new(new float[] { 1, 0, .5f, .5f, 1, 0, .5f, .5f }, 2, 2, 2);
        AttentionRecord record = new("a a", null, [token, token], [0, 1], [new("layers.0.attention.pattern", pattern)], nowhere);
        record.ToFigure().ToPng();
    }));

    /// <summary>
    /// Waits for what was begun, whatever came of it: a program that ends while a native library is being loaded crashes, and a
    /// failure shows again, and is reported, where the real work meets it.
    /// </summary>
    public static void Finish() => Task.WhenAll(Begun).ContinueWith(done => done.Exception, TaskScheduler.Default).Wait();
}
