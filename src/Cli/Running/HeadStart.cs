using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render;

namespace AttnExtract.Cli.Running;

/// <summary>
/// Begins in the background what a run will need later, while the rest still waits for something else: loading libtorch
/// takes longer than everything before it, and drawing the first figure longer than every one after it. A failure here shows
/// again, and is reported, where the real work meets it.
/// </summary>
internal static class HeadStart
{
    /// <summary>A model will be loaded.</summary>
    public static void ForModel() => _ = PretrainedModel.WarmUp();

    /// <summary>A figure will be drawn: fonts, the drawing library and its code are loaded by drawing a very small one.</summary>
    public static void ForFigure() => _ = Task.Run(() =>
    {
        RecordToken token = new(0, "a", 0, 1, 0, 0, 0);
        Provenance nowhere = new()
        {
            Model = "",
            ModelType = "",
            WeightsSha256 = "",
            LayerCount = 1,
            HeadCount = 2,
            Version = "",
            Torch = "",
        };
        DenseArray pattern = new(new float[] { 1, 0, .5f, .5f, 1, 0, .5f, .5f }, 2, 2, 2);
        AttentionRecord record = new("a a", null, [token, token], [0, 1], [new(HookName.Pattern(0), pattern)], nowhere);
        record.ToFigure().ToPng();
    });
}
