using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Render;
using AttnExtract.Serve.Requests;

namespace AttnExtract.Serve.Runs;

/// <summary>
/// What the live page shows: the page to look around in, and where something is switched off the plain run beside it, and what became of the vector of
/// the text and of what the model predicts.
/// </summary>
internal static class Look
{
    private const int MostWritten = 40;
    private const int MostPredictions = 5;
    private const int MostSentences = 5;

    // What a comparison of two whole runs heeds.
    private static readonly ImmutableArray<string> OfTwoRuns =
    [
        RequestFields.Text, RequestFields.ModelField, .. new Option[]
        {
            TextOptions.Pair, TargetOptions.Target, TargetOptions.Language, AblationOptions.Ablate,
        }.Select(option => ServedCommand.FieldOf(option)),
    ];

    // Where the likeliest words of one run are looked for in the other.
    private const int MostRead = 2000;

    /// <summary>Makes it.</summary>
    /// <param name="fields">Fields of the command <c>view</c>.</param>
    /// <param name="served">The model.</param>
    /// <param name="models">Where the model is, or will be.</param>
    /// <exception cref="AttnExtractException">The text cannot be run.</exception>
    public static CommandAnswer Of(RequestFields fields, ServedModel served, ModelShelf models)
    {
        PretrainedFolder opened = PretrainedFolder.Open(served.Folder);
        Ablation[] ablations = [.. fields.TextsOf("ablate").Select(text => Usage.Of(() => Ablate.Parse(text)))];
        string? page = null;
        Changes? changes = null;
        IReadOnlyList<string> remarks = [];
        if (ablations.Length == 0)
        {
            CommandAnswer plain = CommandRun.Of(fields, served, fields.Served.Answer, models);
            (page, remarks) = (Encoding.UTF8.GetString(plain.Bytes.Span), plain.Remarks);
        }
        else
        {
            fields.RequireOnly(OfTwoRuns);
            PretrainedModel model = models.Load(opened, Precision.Float32, null);
            TextPair text = TextOf(fields).RequireWords();
            RecordComparison[] comparisons = [.. Compare(model, text, ablations)];
            page = PageOf(comparisons);
            changes = new(
                EmbeddingOf(model, text, ablations), PredictionsOf(model, text, ablations),
                [.. comparisons[0].Largest(MostSentences).Select(one => $"{one}")]);
        }

        return new(JsonBytes.Of(json => Write(json, page, opened.Structure, changes)), "application/json", remarks);
    }

    private static TextPair TextOf(RequestFields fields) => new(fields.TextOf("text") ?? "", fields.TextOf("pair"))
    {
        Target = fields.TextOf("target"),
        TargetLanguage = fields.TextOf("target_language"),
    };

    // What looks at another text comes first. A model of one stack has one, without a name.
    private static IEnumerable<AttentionKind?> KindsOf(ModelSpec structure) =>
        structure.Second is null ? [null] : AttentionKind.Of(structure).OrderByDescending(kind => kind.IsCross);

    // What the plain model writes is what both runs read.
    private static IEnumerable<RecordComparison> Compare(PretrainedModel model, TextPair text, Ablation[] ablations)
    {
        CaptureOptions plain = new() { Kinds = model.Structure.Second is null ? null : AttentionKind.Of(model.Structure) };
        CaptureOptions changed = plain with { Ablations = ablations };
        (AttentionRecord before, AttentionRecord after) = model.Structure.Second is null || text.Target is not null
            ? (model.Capture([text], plain)[0], model.Capture([text], changed)[0])
            : OfWritten(model.Generate(text, MostWritten).Encoding);
        return before.Parts.Zip(after.Parts).OrderByDescending(pair => pair.First.Kind?.IsCross == true).Select(pair => pair.First.CompareTo(pair.Second));

        (AttentionRecord Before, AttentionRecord After) OfWritten(Model.Text.Encoding encoding) =>
            (model.Capture(encoding, plain), model.Capture(encoding, changed));
    }

    private static string PageOf(IReadOnlyList<RecordComparison> comparisons)
    {
        using MemoryStream page = new();
        comparisons.ToViewer().Write(page);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    private static double? EmbeddingOf(PretrainedModel model, TextPair text, Ablation[] ablations)
    {
        if (model.Pooling is null || text.Pair is not null)
        {
            return null;
        }

        (float[] plain, float[] changed) = (model.EmbedSentence(text.Text), model.EmbedSentence(text.Text, ablations));
        double product = plain.Zip(changed).Sum(pair => (double)pair.First * pair.Second);
        return product / Math.Sqrt(plain.Sum(number => (double)number * number) * changed.Sum(number => (double)number * number));
    }

    // Null for models that predict nothing of such a text: without a head, without a masked word.
    private static IReadOnlyList<(string Label, double? Before, double? After)>? PredictionsOf(PretrainedModel model, TextPair text, Ablation[] ablations)
    {
        try
        {
            PredictionOptions asked = new() { Count = MostRead };
            IReadOnlyList<PredictedLine> plain = model.Predict(text, asked).Lines;
            IReadOnlyList<PredictedLine> changed = model.Predict(text, asked, ablations).Lines;
            Dictionary<string, double?> before = Probabilities(plain);
            Dictionary<string, double?> after = Probabilities(changed);
            return
            [
                .. Likeliest(plain).Concat(Likeliest(changed)).Distinct()
                    .Select(label => (label, before.GetValueOrDefault(label), after.GetValueOrDefault(label))),
            ];
        }
        catch (AttnExtractException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Likeliest(IReadOnlyList<PredictedLine> lines) =>
        lines.GroupBy(line => line.Position).SelectMany(place => place.Take(MostPredictions)).Select(LabelOf);

    private static Dictionary<string, double?> Probabilities(IReadOnlyList<PredictedLine> lines) =>
        lines.GroupBy(LabelOf).ToDictionary(one => one.Key, one => one.First().Probability);

    private static string LabelOf(PredictedLine line) => line.Position is { } position ? $"{position}: {line.What}" : line.What;

    private static void Write(Utf8JsonWriter json, string page, ModelSpec structure, Changes? changes)
    {
        json.WriteStartObject();
        json.WriteString("page", page);
        json.WriteStartArray("places");
        foreach (AttentionKind? kind in KindsOf(structure))
        {
            StackSpec stack = kind is { Stack: StackOrder.First } ? structure.First : structure.Last;
            json.WriteStartObject();
            json.WriteString("name", kind?.Meaning ?? "");
            json.WriteString("prefix", kind is null ? "" : $"{kind} ");
            json.WriteNumber("layers", stack.LayerCount);
            json.WriteNumber("heads", stack.HeadCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("changes");
        if (changes is null)
        {
            json.WriteNullValue();
        }
        else
        {
            changes.Write(json);
        }

        json.WriteEndObject();
    }

    /// <summary>What is otherwise than in the plain run.</summary>
    /// <param name="Embedding">The cosine of the two vectors of the text; null for models that make none.</param>
    /// <param name="Predictions">What is predicted, with both probabilities; null for nothing.</param>
    /// <param name="Sentences">The weights that changed most.</param>
    private sealed record Changes(
        double? Embedding, IReadOnlyList<(string Label, double? Before, double? After)>? Predictions, IReadOnlyList<string> Sentences)
    {
        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            WriteNumber(json, "embedding", Embedding);
            json.WritePropertyName("predictions");
            if (Predictions is null)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStartArray();
                foreach ((string label, double? before, double? after) in Predictions)
                {
                    json.WriteStartObject();
                    json.WriteString("label", label);
                    WriteNumber(json, "before", before);
                    WriteNumber(json, "after", after);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteTexts("sentences", Sentences);
            json.WriteEndObject();
        }

        private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
        {
            if (number is { } known)
            {
                json.WriteNumber(name, known);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }
}
