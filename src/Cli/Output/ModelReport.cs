using System.Globalization;
using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Weights;

namespace AttnExtract.Cli.Output;

/// <summary>What a model folder is: structure, tokenizer, pooling, and what became of every weight.</summary>
internal sealed class ModelReport : IReport
{
    private const int MostNames = 4;

    private readonly PretrainedModel _model;
    private readonly LoadReport _report;
    private readonly long _byteCount;
    private readonly string[] _types;
    private readonly string[] _files;
    private readonly StructureReport _structure;

    /// <summary>Looks at a model.</summary>
    public ModelReport(PretrainedModel model)
    {
        _model = model;
        _report = model.Report;
        using Checkpoint checkpoint = Checkpoint.Open(model.Folder);
        _byteCount = checkpoint.Tensors.Values.Sum(tensor => tensor.ByteCount);
        _types = [.. checkpoint.Tensors.Values.Select(tensor => tensor.ElementType.ToString()).Distinct().Order(StringComparer.Ordinal)];
        _structure = new StructureReport(model);
        _files = [.. checkpoint.Files.Select(file => Path.GetFileName(file))];
    }

    private StackSpec Spec => _model.Spec;

    private string? Decoder => _model.Structure.Second is { } second
        ? $"{second.LayerCount} layers that read the encoder, {second.HeadCount} heads in each, {second.HeadSize} wide; "
            + $"feed-forward {Number(second.IntermediateSize)} wide; {string.Join(", ", second.Positions)}"
        : null;

    private IEnumerable<string> Positions => Spec.Positions.Select(position => position.ToString());

    private IEnumerable<string> Norms =>
        from slot in ((string Place, NormSpec? Norm)[])
        [
            ("embeddings", Spec.EmbeddingNorm),
            ("before attention", Spec.NormBeforeAttention), ("of queries and keys", Spec.QueryKeyNorm), ("of attention", Spec.NormOfAttention),
            ("after attention", Spec.NormAfterAttention), ("before feed-forward", Spec.NormBeforeMlp), ("of feed-forward", Spec.NormOfMlp),
            ("after feed-forward", Spec.NormAfterMlp), ("final", Spec.FinalNorm),
        ]
        where slot.Norm is not null
        let kind = slot.Norm.OnlyShifts ? "scale and shift" : slot.Norm.OnlyScales ? "RMS" : "layer norm"
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{slot.Place} ({kind}{(slot.Norm.OnlyShifts ? "" : $", {slot.Norm.Epsilon}")}{(slot.Norm.AddsOne ? ", by 1 + weight" : "")})");

    private IEnumerable<string> Tasks => _model.Heads.Select(head => head.Spec.Labels.IsEmpty
        ? head.Spec.Kind.Meaning
        : $"{head.Spec.Kind.Meaning} ({string.Join(", ", head.Spec.Labels)})");

    private IReadOnlyList<string> Pooling => _model.Pooling?.StepNames ?? [];

    /// <summary>For reading.</summary>
    public string ToText() => Summary() + "\n" + _structure.ToText();

    private string Summary() => TextTable.Of(
        [],
        [
            (string[])["model", _model.Name],
            ["folder", Path.GetFullPath(_model.Folder)],
            ["family", _model.Config.ModelType],
            ["layers", Number(Spec.LayerCount)],
            ["heads", $"{Spec.HeadCount} in each layer, {Spec.HeadSize} wide"],
            .. HeadSelection.OfPruned(Spec) is { } pruned ? (string[][])[["pruned heads", $"{pruned}"]] : [],
            ["hidden size", Number(Spec.HiddenSize)],
            ["feed-forward", $"{Number(Spec.IntermediateSize)} wide, {Spec.Activation}"],
            ["positions", $"{(Spec.HasMaximumLength ? $"{Number(Spec.MaximumLength)} tokens at most" : "any length")}; {string.Join(", ", Positions)}"],
            .. Decoder is { } decoder ? (string[][])[["decoder", decoder]] : [],
            ["token types", Number(Spec.TokenTypeCount)],
            ["vocabulary", $"{Number(Spec.VocabularySize)} rows"],
            ["norms", string.Join(", ", Norms)],
            ["tokenizer", string.Join(", ", _model.Tokenizer.Components.Select(part => part.Name))],
            ["tokens", $"{Number(_model.Tokenizer.VocabularySize)} different ones"],
            ["tasks", string.Join(", ", Tasks.DefaultIfEmpty("none"))],
            ["pooling", string.Join(", ", Pooling.DefaultIfEmpty("none said"))],
            ["parameters", Number(_report.ParameterCount)],
            ["weights", $"{Number(_byteCount)} bytes of {string.Join(", ", _types)} in {string.Join(", ", _files)}"],
            ["sha-256", _model.WeightsSha256],
            ["loading", $"{_report}"],
            .. _report.Remarks.Select(remark => (string[])["remark", remark]),
            .. Named("ignored", _report.Ignored),
            .. Named("unexpected", _report.Unexpected),
        ]);

    /// <summary>For programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", _model.Name);
        json.WriteString("folder", Path.GetFullPath(_model.Folder));
        json.WriteString("model_type", _model.Config.ModelType);
        json.WriteNumber("layers", Spec.LayerCount);
        json.WriteNumber("heads", Spec.HeadCount);
        if (HeadSelection.OfPruned(Spec) is { } pruned)
        {
            json.WriteString("pruned_heads", pruned.ToString());
        }

        json.WriteNumber("head_size", Spec.HeadSize);
        json.WriteNumber("hidden_size", Spec.HiddenSize);
        json.WriteNumber("intermediate_size", Spec.IntermediateSize);
        json.WriteString("activation", Spec.Activation.ToString());
        if (Spec.HasMaximumLength)
        {
            json.WriteNumber("max_tokens", Spec.MaximumLength);
        }
        else
        {
            json.WriteNull("max_tokens");
        }

        json.WriteTexts("positions", Positions);
        json.WriteNumber("token_types", Spec.TokenTypeCount);
        json.WriteNumber("vocabulary", Spec.VocabularySize);
        json.WriteTexts("norms", Norms);
        json.WriteStartObject("tokenizer");
        json.WriteNumber("vocabulary", _model.Tokenizer.VocabularySize);
        foreach (IGrouping<string, TokenizerComponent> kind in _model.Tokenizer.Components.GroupBy(part => part.Kind))
        {
            json.WriteTexts(kind.Key, kind.Select(part => part.Name));
        }

        json.WriteEndObject();
        json.WriteStartObject("tasks");
        foreach (TaskHead head in _model.Heads)
        {
            json.WriteTexts(head.Spec.Kind.Key, head.Spec.Labels);
        }

        json.WriteEndObject();
        json.WriteTexts("pooling", Pooling);
        _structure.WriteJson(json);
        json.WriteNumber("parameters", _report.ParameterCount);
        json.WriteStartObject("weights");
        json.WriteNumber("bytes", _byteCount);
        json.WriteTexts("types", _types);
        json.WriteTexts("files", _files);
        json.WriteString("sha256", _model.WeightsSha256);
        json.WriteNumber("loaded", _report.Loaded.Length);
        json.WriteTexts("ignored", _report.Ignored);
        json.WriteTexts("missing", _report.Missing);
        json.WriteTexts("unexpected", _report.Unexpected);
        if (!_report.Remarks.IsEmpty)
        {
            json.WriteTexts("remarks", _report.Remarks);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<string[]> Named(string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            string more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
            yield return [what, string.Join(", ", names.Take(MostNames)) + more];
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
