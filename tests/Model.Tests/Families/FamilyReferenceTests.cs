using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Families;

/// <summary>Every attention map, z, hidden state, score and pooled vector of every reference folder, against transformers in float64.</summary>
public sealed class FamilyReferenceTests
{
    // The expected numbers are rounded to single precision, by up to this share of each.
    private const double ReferenceRounding = 1.0 / (1 << 24);

    private static readonly ReferenceTolerance Tolerance = ReferenceTolerance.Families;

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Numbers_agree_in_single_precision(string folder) =>
        Compare(folder, Precision.Float32, Tolerance);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Numbers_agree_to_rounding_in_double_precision(string folder) =>
        Compare(folder, Precision.Float64, new(Tolerance.Proof, Tolerance.Proof, Tolerance.Proof, Tolerance.Proof));

    private static void Compare(string folder, Precision precision, ReferenceTolerance allowed)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(path, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json")));
        PretrainedFolder opened = PretrainedFolder.Open(path);
        using ModelFolder model = ModelFolder.Load(opened, AsGenerated(opened.Structure, cases.RootElement.GetProperty("generator").GetString()!), precision);
        using SentencePooling? pooling = SentencePooling.Find(path, precision);
        string architecture = cases.RootElement.GetProperty("model_class").GetString()!;

        Dictionary<int, Tensor> beside = [];
        Watch(model.Encoder, beside);
        HashSet<string> compared = [];
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            using IDisposable scope = NewDisposeScope();
            ModelInput input = InputOf(test);
            int[] sources = LengthsOf(test, "attention_mask");
            int[] lengths = input.Target is null ? sources : LengthsOf(test, "decoder_attention_mask");
            Dictionary<HookName, Tensor> seen = [];
            Tensor hidden;
            using (model.Encoder.Hooks.Attach("*", (name, value) => { seen[name] = value; return null; }))
            {
                hidden = model.Encoder.call(input);
            }

            string name = test.GetProperty("name").GetString()!;
            CheckStack("", StackOrder.First, sources);
            if (input.Target is not null)
            {
                CheckStack("decoder_", StackOrder.Second, lengths);
            }

            foreach (TaskHead head in model.Heads.Where(head => head.Spec.Kind.IsNamedBy(architecture)))
            {
                Tensor scores = head.call(hidden, input.Last.Padding);
                string key = Has("text_embeds") ? "text_embeds" : KeyOf(head.Spec.Kind);
                if (!Has(key))
                {
                    continue;
                }

                if (head.Spec.Input == HeadInput.EveryToken)
                {
                    CheckTokens(key, head.Spec.OutputSize == 1 ? scores.squeeze(-1) : scores, lengths, allowed.Scores);
                }
                else
                {
                    CheckTexts(key, scores, allowed.Scores);
                }
            }

            if (pooling is not null)
            {
                CheckTexts("sentence_embedding", stack([.. lengths.Select((length, row) => pooling.Pool(hidden[row].narrow(0, 0, length)))]), allowed.Scores);
            }

            bool Has(string key) => expected.Tensors.ContainsKey($"{name}/{key}");

            void CheckStack(string prefix, StackOrder stack, int[] real)
            {
                StackSpec spec = model.Encoder.Structure[stack];
                for (int layer = 0; layer < spec.LayerCount; layer++)
                {
                    CheckTokens($"{prefix}attentions/{layer}", At(HookSite.Pattern).transpose(1, 2), real, allowed.Attentions);
                    Tensor z = At(HookSite.Z).transpose(1, 2).flatten(2); // [batch, token, head × head size]
                    CheckTokens($"{prefix}z/{layer}", beside.TryGetValue(layer, out Tensor? more) ? cat([z, more], 2) : z, real, allowed.Hidden);
                    CheckTokens($"{prefix}hidden/{layer}", At(HookSite.ResidualPre), real, allowed.Hidden);
                    if (Has($"returned_attentions/{layer}"))
                    {
                        Tensor band = BandOf(At(HookSite.Pattern), input.Globals, spec.WindowOf(layer)!.Value);
                        CheckTokens($"returned_attentions/{layer}", band.transpose(1, 2), real, allowed.Attentions);
                    }

                    if (Has($"global_attentions/{layer}"))
                    {
                        long rows = expected.Tensors[$"{name}/global_attentions/{layer}"].Shape[2];
                        Tensor columns = ColumnsOf(At(HookSite.Pattern), input.Globals, rows).transpose(1, 2);
                        CheckTokens($"global_attentions/{layer}", columns, real, allowed.Attentions);
                    }

                    if (Has($"attention_scores/{layer}"))
                    {
                        CheckTokens($"attention_scores/{layer}", At(HookSite.Scores).transpose(1, 2), real, allowed.Scores);
                    }

                    if (spec.CrossAttention is not null)
                    {
                        CheckTokens($"cross_attentions/{layer}", At(HookSite.CrossPattern).transpose(1, 2), real, allowed.Attentions);
                        CheckTokens($"cross_z/{layer}", At(HookSite.CrossZ).transpose(1, 2).flatten(2), real, allowed.Hidden);
                    }

                    Tensor At(HookSite site) => seen[HookName.Of(site, layer, stack)];
                }

                // Some libraries count the final norm among the layers' states, others give what it is given beside it.
                string whole = $"{prefix}hidden/{spec.LayerCount}";
                string last = Has("last_hidden_state") ? "last_hidden_state" : whole;
                CheckTokens(last, seen[HookName.Of(HookSite.FinalOut, null, stack)], real, allowed.Hidden);
                if (last != whole)
                {
                    CheckTokens(whole, seen[HookName.Of(HookSite.ResidualPost, spec.LayerCount - 1, stack)], real, allowed.Hidden);
                }
            }

            // Actual has the queries (or tokens) on its second axis, as the expected z and hidden have; of attentions the heads come first.
            void CheckTokens(string key, Tensor actual, int[] real, double tolerance)
            {
                Tensor wanted = Read(expected.Tensors[$"{name}/{key}"]);
                wanted = wanted.dim() == 4 ? wanted.transpose(1, 2) : wanted;
                for (int row = 0; row < real.Length; row++)
                {
                    Check(key, row, actual[row].narrow(0, 0, real[row]), wanted[row].narrow(0, 0, real[row]), tolerance);
                }
            }

            void CheckTexts(string key, Tensor actual, double tolerance)
            {
                Tensor wanted = Read(expected.Tensors[$"{name}/{key}"]);
                for (int row = 0; row < lengths.Length; row++)
                {
                    Check(key, row, actual[row], wanted[row], tolerance);
                }
            }

            void Check(string key, int row, Tensor actual, Tensor wanted, double tolerance)
            {
                Assert.Equal(wanted.shape, actual.shape);
                Tensor beyondRounding = (actual.to(ScalarType.Float64) - wanted).abs() - wanted.abs().Times(ReferenceRounding);
                double difference = beyondRounding.max().item<double>();
                Assert.True(difference <= tolerance, $"{folder}: {name}/{key}, text {row} differs by {difference:g3}; allowed is {tolerance:g3}.");
                compared.Add($"{name}/{key}");
            }
        }

        Assert.NotEmpty(compared);
        Assert.Equal(expected.Tensors.Keys.Order(), compared.Order());
    }

    // What a convolution gives beside the heads has no hook point, and is in the reference's z.
    private static void Watch(Encoder encoder, Dictionary<int, Tensor> beside)
    {
        foreach ((string name, nn.Module module) in encoder.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor, Tensor> convolution && name.EndsWith(".attention.convolution", StringComparison.Ordinal))
            {
                int layer = int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture);
                convolution.register_forward_hook((_, _, _, output) => beside[layer] = output.MoveToOuterDisposeScope());
            }
        }
    }
    // Where the library's RMS norms were widened to double precision for the reference, it says nothing of them.
    private static ModelSpec AsGenerated(ModelSpec structure, string generator) =>
        structure.First.FinalNorm is { OnlyScales: true } && !generator.Contains("RMS norms", StringComparison.Ordinal)
            ? structure.With(stack => stack with { Rounding = stack.Rounding with { RoundsOnlyFrequencies = true } })
            : structure;

    // The reference names outputs as the library does.
    private static string KeyOf(HeadKind kind) =>
        kind == HeadKind.Pooler ? "pooler" : kind == HeadKind.NextSentence ? "seq_relationship" : "logits";

    private static ModelInput InputOf(JsonElement test)
    {
        Tensor ids = Numbers(test.GetProperty("input_ids"));
        Tensor types = test.GetProperty("token_type_ids") is { ValueKind: JsonValueKind.Array } given ? Numbers(given) : zeros_like(ids);
        ModelInput input = new(ids, types, Padding.ForLengths(LengthsOf(test, "attention_mask"))) { Globals = GlobalsOf(test) };
        if (!test.TryGetProperty("decoder_input_ids", out JsonElement read) || read.ValueKind == JsonValueKind.Null)
        {
            return input;
        }

        Tensor target = Numbers(read);
        return input with { Target = new(target, zeros_like(target), Padding.ForLengths(LengthsOf(test, "decoder_attention_mask"))) };
    }

    private static GlobalTokens GlobalsOf(JsonElement test) =>
        test.TryGetProperty("global_attention_mask", out JsonElement mask) && mask.ValueKind == JsonValueKind.Array
            ? GlobalTokens.Of(mask.EnumerateArray().Select(row => row.EnumerateArray().Select(token => token.GetInt32() == 1)))
            : GlobalTokens.None;

    // What the library hands out of a map: a column for each global token, then those of the window, in which global tokens are 0.
    private static Tensor BandOf(Tensor pattern, GlobalTokens globals, int reach)
    {
        (long texts, long heads, int length) = (pattern.shape[0], pattern.shape[1], (int)pattern.shape[2]);
        int[][] places = [.. Enumerable.Range(0, (int)texts).Select(text =>
            Enumerable.Range(0, length).Where(token => globals.IsGlobal(text, token)).ToArray())];
        int most = places.Max(text => text.Length);
        Tensor band = zeros(texts, heads, length, most + (2 * reach) + 1, dtype: pattern.dtype);
        for (int text = 0; text < texts; text++)
        {
            for (int query = 0; query < length; query++)
            {
                if (globals.IsGlobal(text, query))
                {
                    continue;
                }

                foreach ((int column, int key) in places[text].Index())
                {
                    band[text, .., query, column] = pattern[text, .., query, key];
                }

                for (int key = Math.Max(0, query - reach); key <= Math.Min(length - 1, query + reach); key++)
                {
                    if (!globals.IsGlobal(text, key))
                    {
                        band[text, .., query, most + key - query + reach] = pattern[text, .., query, key];
                    }
                }
            }
        }

        return band;
    }

    // The weights of global queries, [text, head, key, query], padded as the library does.
    private static Tensor ColumnsOf(Tensor pattern, GlobalTokens globals, long rows)
    {
        int length = (int)pattern.shape[2];
        int[] places = [.. Enumerable.Range(0, length).Where(token => globals.IsGlobal(0, token))];
        Tensor columns = pattern.index_select(2, tensor(places.Select(place => (long)place).ToArray())).transpose(2, 3); // [text, head, key, query]
        Tensor padding = zeros([columns.shape[0], columns.shape[1], rows - length, places.Length], dtype: pattern.dtype);
        return cat([columns, padding], 2);
    }

    private static int[] LengthsOf(JsonElement test, string mask) =>
        [.. test.GetProperty(mask).EnumerateArray().Select(row => row.EnumerateArray().Sum(real => real.GetInt32()))];

    private static Tensor Numbers(JsonElement rows) =>
        stack([.. rows.EnumerateArray().Select(row => tensor(row.EnumerateArray().Select(value => value.GetInt64()).ToArray()))]);

    private static Tensor Read(StoredTensor stored)
    {
        Tensor result = empty(stored.Shape.AsSpan(), dtype: ScalarType.Float64);
        stored.CopyTo(MemoryMarshal.Cast<byte, double>(result.bytes));
        return result;
    }
}
