using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Manifests;

/// <summary>Where a figure's numbers come from, read from JSON.</summary>
internal static class ManifestSource
{
    /// <summary>Reads the property's value.</summary>
    public static FigureSource Read(JsonPart source) =>
        new(
            source.Text("text"),
            source.Find("pair")?.AsText(),
            ManifestReader.Texts(source.Get("tokens")),
            new Provenance
            {
                Model = source.Text("model"),
                ModelType = source.Text("modelType"),
                WeightsSha256 = source.Text("weightsSha256"),
                LayerCount = source.Get("layerCount").AsWhole(0),
                HeadCount = source.Get("headCount").AsWhole(0),
                PrunedHeads = source.Find("prunedHeads")?.AsText(),
                Precision = source.Text("precision"),
                TruncatedTokens = source.Get("truncatedTokens").AsWhole(0),
                Ablations = ManifestReader.Texts(source.Get("ablations")),
                ReplacedSites = source.Find("replacedSites") is { } replaced ? ManifestReader.Texts(replaced) : [],
                Version = source.Text("version"),
                Torch = source.Text("torch"),
            })
        {
            Policy = source.Text("tokenPolicy"),
            KeyText = source.Find("keyText")?.AsText(),
            KeyTokens = source.Find("keyTokens") is { } keys ? ManifestReader.Texts(keys) : [],
        };
}
