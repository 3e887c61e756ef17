using System.Text.Json.Nodes;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Targets;
using AttnExtract.Extract.Tests.Ablations;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Measures on decoders, with and without a window, against plain loops in double precision; derivatives against differences.</summary>
public sealed class DecoderMeasureTests
{
    private const string Text = "The fox sits.";
    private const double Tolerance = 2e-6;
    private const double Step = 1e-4;

    public static TheoryData<string> Folders { get; } = DecoderAblationTests.Folders;

    [Theory]
    [MemberData(nameof(Folders))]
    public void Rollout_multiplies_half_the_mean_map_and_half_the_identity(string folder) => Check(folder, MeasureCatalog.Rollout, (_, _, run) =>
    {
        double[,]? product = null;
        return run.Patterns.Select(heads =>
        {
            int n = heads[0].Length;
            double[,] layer = Map(n, (query, key) => (heads.Average(head => head[query][key]) / 2) + (query == key ? 0.5 : 0));
            double[,]? before = product;
            product = before is null ? layer : Map(n, (query, key) => Enumerable.Range(0, n).Sum(i => layer[query, i] * before[i, key]));
            return product.Cast<double>();
        });
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Attention_is_the_weights(string folder) => Check(folder, MeasureCatalog.Attention, (_, _, run) =>
        run.Patterns.Select(heads => heads.SelectMany(head => head.SelectMany(row => row))));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Flow_is_the_smallest_cut_between_a_layers_token_and_an_input(string folder) => Check(folder, MeasureCatalog.Flow, (_, _, run) =>
    {
        int n = run.Final.Length;
        return PlainFlow.SmallestCuts(run.Patterns.Select(heads => Map(n, (query, key) =>
            (heads.Average(head => head[query][key]) / 2) + (query == key ? 0.5 : 0)).Cast<double>().ToArray()), n);
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Norms_are_of_weighted_values_after_the_output_projection(string folder)
    {
        Check(folder, MeasureCatalog.Norm, (plain, spec, run) => Layers(spec).Select(layer => Enumerable.Range(0, spec.HeadCount).SelectMany(head =>
            Pairs(run).Select(pair => Length(Brought(plain, spec, run, layer, [head], pair.Query, pair.Key))))));
        Check(folder, MeasureCatalog.NormSum, (plain, spec, run) => Layers(spec).Select(layer =>
            Pairs(run).Select(pair => Length(Brought(plain, spec, run, layer, Heads(spec), pair.Query, pair.Key)))));
        Check(folder, MeasureCatalog.NormWithResidual, (plain, spec, run) => Layers(spec).Select(layer =>
            Pairs(run).Select(pair => Length(Share(plain, spec, run, layer, pair.Query, pair.Key)))));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Contributions_are_how_much_nearer_a_share_brings_the_output(string folder) => Check(folder, MeasureCatalog.Alti, Contributions);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Contributions_of_the_input_are_those_of_layers_multiplied(string folder) => Check(folder, MeasureCatalog.AltiRollout, (plain, spec, run) =>
    {
        double[][] product = PlainRelevance.Identity(run.Final.Length);
        return Contributions(plain, spec, run).Select(layer =>
        {
            product = PlainRelevance.Product([.. layer.Chunk(run.Final.Length)], product);
            return product.SelectMany(row => row);
        });
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Value_zeroing_is_how_far_a_state_turns(string folder) => Check(folder, MeasureCatalog.ValueZeroing, (_, spec, run) =>
        Layers(spec).Select(layer =>
        {
            double[][][] without =
                [.. Enumerable.Range(0, run.Final.Length).Select(key => Rerun((at, _, token) => at == layer && token == key).States[layer + 1])];
            return Rows(run, (query, key) => 1 - Cosine(run.States[layer + 1][query], without[key][query]));
        }));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Gradients_are_slopes(string folder)
    {
        using PretrainedModel model = Load(folder);
        int[] ids = DecoderAblationTests.Ids(model, Text);
        MeasureOptions options = new() { Target = new LastNumbers() };
        PlainDecoder plain = new(model);
        Measurement gradient = model.Measure(Text, MeasureCatalog.Gradient, options);
        Measurement taylor = model.Measure(Text, MeasureCatalog.Taylor, options);
        Measurement chefer = model.Measure(Text, MeasureCatalog.Chefer, options);
        int n = ids.Length;
        double[,] relevance = Map(n, (query, key) => query == key ? 1 : 0);
        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            int at = layer;
            double[][] slopes = [.. Heads(model.Spec).Select(head => Enumerable.Range(0, n * n).Select(cell => cell % n > cell / n ? 0 : Slope(step =>
                plain with { Factor = (l, h, q, k) => (l, h, q, k) == (at, head, cell / n, cell % n) ? 1 + step : 1 })).ToArray())];
            AssertNear(slopes.SelectMany(head => head), gradient.Layers[layer].Values.ToArray());
            AssertNear(
                Heads(model.Spec).Select(head => Math.Abs(Slope(step => plain with { Gate = (l, h) => (l, h) == (at, head) ? 1 + step : 1 }))),
                taylor.Values![layer].Values.ToArray());
            double[,] before = relevance;
            relevance = Map(n, (query, key) => before[query, key] + Enumerable.Range(0, n).Sum(i =>
                slopes.Average(head => Math.Max(0, head[(query * n) + i])) * before[i, key]));
        }

        AssertNear(relevance.Cast<double>(), chefer.Values!.Values.ToArray());

        double Slope(Func<double, PlainDecoder> changed) => SlopeOf(changed, ids);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Attention_attribution_sums_slopes_on_the_way_from_no_attention_of_a_layer(string folder)
    {
        const string Short = "A fox";
        using PretrainedModel model = Load(folder);
        int[] ids = DecoderAblationTests.Ids(model, Short);
        PlainDecoder plain = new(model);
        Measurement found = model.Measure(Short, MeasureCatalog.IntegratedGradients, new MeasureOptions { Target = new LastNumbers() });
        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            int at = layer;
            AssertNear(
                from cell in LongSet.Spread(5,
                    from head in Heads(model.Spec)
                    from query in Enumerable.Range(0, ids.Length)
                    from key in Enumerable.Range(0, ids.Length)
                    select (Layer: at, Head: head, Query: query, Key: key))
                select cell.Key > cell.Query ? 0 : OnTheWay(cell),
                [.. LongSet.Spread(5, found.Layers[layer].Values.ToArray())]);
        }

        // Hao et al. 2021, section 3: in 20 steps.
        double OnTheWay((int Layer, int, int, int) cell) => Enumerable.Range(1, 20).Average(i => SlopeOf(step => plain with
        {
            Factor = (l, h, q, k) => l != cell.Layer ? 1 : i / 20.0 * ((l, h, q, k) == cell ? 1 + step : 1),
        }, ids) / (i / 20.0));
    }

    /// <summary>No such tokenizer blanks out by itself: one is given a token for it.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Occlusion_is_what_the_target_loses_by_a_token_blanked_out(string folder)
    {
        using TemporaryFolder copy = new();
        foreach (string file in Directory.GetFiles(ReferenceData.FolderOf("families", folder)))
        {
            File.Copy(file, copy[Path.GetFileName(file)]);
        }

        JsonNode settings = JsonNode.Parse(File.ReadAllText(copy["tokenizer_config.json"]))!;
        settings["mask_token"] = settings["unk_token"]?.DeepClone() ?? settings["eos_token"]!.DeepClone();
        File.WriteAllText(copy["tokenizer_config.json"], settings.ToJsonString());
        using PretrainedModel model = PretrainedModel.Load(copy.Path, Precision.Float64);
        int[] ids = DecoderAblationTests.Ids(model, Text);
        PlainDecoder plain = new(model);
        double whole = Score(ids);
        double[] expected = [.. ids.Select((_, blanked) => whole - Score([.. ids.Select((id, at) => at == blanked ? model.Tokenizer.MaskId!.Value : id)]))];

        AssertNear(expected, model.Measure(Text, MeasureCatalog.Occlusion, new MeasureOptions { Target = new LastNumbers() }).Values!.Values.ToArray());
        Assert.Contains(expected, drop => Math.Abs(drop) > 0.01);

        double Score(int[] read) => plain.Run(read).Final[^1].Take(3).Sum();
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Integrated_gradients_sum_slopes_on_the_way_from_blank_words(string folder)
    {
        const int Steps = 4;
        using PretrainedModel model = Load(folder);
        EncodingToken[] tokens = [.. model.Tokenizer.Encode(Text).Tokens];
        int[] ids = DecoderAblationTests.Ids(model, Text);
        PlainDecoder plain = new(model);

        Measurement found =
            model.Measure(Text, MeasureCatalog.IntegratedWordGradients, new MeasureOptions { Target = new LastNumbers(), Steps = Steps });

        AssertNear(
            tokens.Select((token, changed) => token.IsSpecial ? 0 : Enumerable.Range(0, Steps).Average(i => SlopeOf(step => plain with
            {
                Replacing = at => tokens[at].IsSpecial ? null : Between(at, ((i + 0.5) / Steps) + (at == changed ? step : 0)),
            }, ids))),
            found.Values!.Values.ToArray());

        double[] Between(int at, double share)
        {
            double[] own = plain.Word(ids[at]);
            double[] blank = model.Tokenizer.PadId is { } pad ? plain.Word(pad) : new double[own.Length];
            return [.. blank.Zip(own, (from, to) => from + (share * (to - from)))];
        }
    }

    /// <summary>A layer's own where a measure is of layers, and what no way leads to where it accumulates.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void What_cannot_be_seen_has_no_number(string folder)
    {
        using PretrainedModel model = Load(folder);
        Measure[] measures = [.. MeasureCatalog.All.Where(measure => measure != MeasureCatalog.Occlusion)];
        foreach (Measurement measured in model.Measure(new TextPair(Text), measures, new MeasureOptions { Target = new LastNumbers() }))
        {
            if (measured.Measure.Shape is MeasureShape.Tokens or MeasureShape.Heads)
            {
                Assert.Empty(measured.Hidden);
                continue;
            }

            int n = measured.Tokens.Count;
            bool[,] reached = new bool[n, n];
            List<bool[]> unseen = [];
            for (int layer = 0; layer < model.Spec.LayerCount; layer++)
            {
                int? window = model.Spec.WindowOf(layer);
                bool[,] below = layer == 0 || !measured.Measure.Accumulates ? new bool[n, n] : reached;
                reached = new bool[n, n];
                foreach (int i in Enumerable.Range(0, n * n))
                {
                    reached[i / n, i % n] = Enumerable.Range(0, n).Any(key =>
                        key <= i / n && !((i / n) - key > window) && (key == i % n || below[key, i % n]));
                }

                unseen.Add([.. reached.Cast<bool>().Select(sees => !sees)]);
            }

            Assert.Contains(true, unseen[^1]);
            (DenseArray Array, bool[] Cells)[] arrays = measured.Values is { } values ? [(values, unseen[^1])] : [.. measured.Layers.Zip(unseen)];
            (float[] tabled, float[] shown) = (NumbersOf(measured), NumbersOf(measured.ShowingHidden()));
            Assert.Equal(arrays.SelectMany(array => array.Array.Values.ToArray()), shown);
            Assert.Equal(arrays.Length, measured.Hidden.Count);
            bool[] all = [.. arrays.Index().SelectMany(array =>
            {
                Assert.Equal(array.Item.Cells, measured.HiddenIn(array.Index));
                return Enumerable.Repeat(array.Item.Cells, array.Item.Array.Values.Length / (n * n)).SelectMany(cells => cells);
            })];
            Assert.Equal(all.Zip(shown, (isHidden, number) => isHidden ? float.NaN : number), tabled);

            // Value zeroing rounds.
            Assert.All(all.Zip(shown).Where(cell => cell.First), cell => Assert.Equal(0, cell.Second, 1e-13f));
        }
    }

    private static float[] NumbersOf(Measurement measured) =>
        [.. new[] { measured }.ToTable().Columns.Single(column => column.Name == "value").Numbers.Select(value => (float)value)];

    private PretrainedModel? _model;

    private void Check(
        string folder, Measure measure, Func<PlainDecoder, StackSpec, PlainRun, IEnumerable<IEnumerable<double>>> expected)
    {
        using PretrainedModel model = Load(folder);
        _model = model;
        Measurement measured = model.Measure(Text, measure);
        PlainDecoder plain = new(model);
        IEnumerable<double>[] layers = [.. expected(plain, model.Spec, plain.Run(DecoderAblationTests.Ids(model, Text)))];
        Assert.Equal(layers.Length, measured.Layers.Count);
        Assert.All(layers.Zip(measured.Layers), layer => AssertNear(layer.First, layer.Second.Values.ToArray()));
    }

    private PlainRun Rerun(Func<int, int, int, bool> hasNoValue) =>
        new PlainDecoder(_model!) { HasNoValue = hasNoValue }.Run(DecoderAblationTests.Ids(_model!, Text));

    private static PretrainedModel Load(string folder) => PretrainedModel.Load(ReferenceData.FolderOf("families", folder), Precision.Float64);

    private static IEnumerable<IEnumerable<double>> Contributions(PlainDecoder plain, StackSpec spec, PlainRun run) =>
        Layers(spec).Select(layer => Rows(run, (query, key) =>
        {
            double[] output = run.Mids[layer][query];
            double[] rest = [.. output.Zip(Share(plain, spec, run, layer, query, key), (y, share) => y - share)];
            return Math.Max(0, output.Sum(Math.Abs) - rest.Sum(Math.Abs));
        }));

    // What the sum of the first dimensions of the last token's state gains.
    private static double SlopeOf(Func<double, PlainDecoder> changed, int[] ids)
    {
        return (Score(changed(Step)) - Score(changed(-Step))) / (2 * Step);

        double Score(PlainDecoder plain) => plain.Run(ids).Final[^1].Take(3).Sum();
    }

    private static double[] Brought(PlainDecoder plain, StackSpec spec, PlainRun run, int layer, int[] heads, int query, int key)
    {
        double[] z = new double[spec.HeadCount * spec.HeadSize];
        foreach (int head in heads)
        {
            double[] weighted = [.. run.Values[layer][head][key].Select(value => value * run.Patterns[layer][head][query][key])];
            weighted.CopyTo(z, head * spec.HeadSize);
        }

        return plain.Project($"layers.{layer}.attention.output.weight", z);
    }

    private static double[] Share(PlainDecoder plain, StackSpec spec, PlainRun run, int layer, int query, int key)
    {
        double[] brought = Brought(plain, spec, run, layer, Heads(spec), query, key);
        return query != key ? brought : [.. brought.Zip(run.States[layer][query], (x, y) => x + y)];
    }

    private static IEnumerable<double> Rows(PlainRun run, Func<int, int, double> cell) => Enumerable.Range(0, run.Final.Length).SelectMany(query =>
    {
        double[] row = [.. Enumerable.Range(0, run.Final.Length).Select(key => cell(query, key))];
        return row.Select(value => value / row.Sum());
    });

    private static IEnumerable<(int Query, int Key)> Pairs(PlainRun run) =>
        Enumerable.Range(0, run.Final.Length).SelectMany(query => Enumerable.Range(0, run.Final.Length).Select(key => (query, key)));

    private static IEnumerable<int> Layers(StackSpec spec) => Enumerable.Range(0, spec.LayerCount);

    private static int[] Heads(StackSpec spec) => [.. Enumerable.Range(0, spec.HeadCount)];

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private static double Cosine(double[] left, double[] right) => left.Zip(right, (x, y) => x * y).Sum() / Length(left) / Length(right);

    private static double[,] Map(int n, Func<int, int, double> cell)
    {
        double[,] map = new double[n, n];
        foreach (int i in Enumerable.Range(0, n * n))
        {
            map[i / n, i % n] = cell(i / n, i % n);
        }

        return map;
    }

    private static void AssertNear(IEnumerable<double> expected, float[] found)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, found.Length);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    /// <summary>The sum of the first dimensions of the last token's state, which in a decoder sees most.</summary>
    private sealed class LastNumbers : MeasureTarget
    {
        internal override string MetricName => "last";

        internal override string Meaning => "last numbers";

        internal override BoundTarget Bind(PretrainedModel model, Encoding encoding)
        {
            int last = encoding.Tokens.Count - 1;
            return new("the last numbers", encoding, [last], hidden => hidden.narrow(1, last, 1).narrow(2, 0, 3).sum([1, 2]));
        }
    }
}
