using System.IO.Compression;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Makers.Saved;

/// <summary>Attention that other programs save, in every shape in which they do; attention.json is written by make.py beside it.</summary>
public sealed class SavedAttentionTests : IDisposable
{
    private static readonly string[] Tokens = ["[CLS]", "un", "##like", "ly", "[SEP]"];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("layers")]
    [InlineData("stacked")]
    [InlineData("batched")]
    public void All_heads_are_drawn_in_seaborns_colours(string array)
    {
        using JsonDocument stored = Stored();
        File.WriteAllBytes(_folder["att.npy"], stored.RootElement.GetProperty(array).GetBytesFromBase64());

        SavedAttention saved = SavedAttention.Read(_folder["att.npy"]);
        Figure figure = saved.ToRecord(Tokens).ToFigure();

        Assert.Null(saved.RemarkOnRows());
        Assert.Equal(144, figure.Panels.Length);
        Assert.Equal("att.npy", figure.Caption[0].Text);
        Assert.Equal(Cells(stored), figure.Report().Select(panel => panel.Cells.Select(cell => $"{cell!.Value.R},{cell.Value.G},{cell.Value.B}")));
    }

    [Fact]
    public void Halves_whose_highest_byte_comes_first_sum_to_1_well_enough()
    {
        using JsonDocument stored = Stored();
        File.WriteAllBytes(_folder["att.npy"], stored.RootElement.GetProperty("halves").GetBytesFromBase64());

        Assert.Null(SavedAttention.Read(_folder["att.npy"]).RemarkOnRows());
    }

    [Fact]
    public void An_array_a_layer_comes_from_an_archive_or_a_folder_in_the_order_of_numbers()
    {
        Directory.CreateDirectory(_folder["layers"]);
        using (ZipArchive archive = ZipFile.Open(_folder["cache.npz"], ZipArchiveMode.Create))
        {
            foreach (int layer in (int[])[10, 2, 1])
            {
                byte[] array = Npy([1, 1, 2, 2], layer / 16f, 1 - (layer / 16f), 0.5f, 0.5f);
                File.WriteAllBytes(_folder[$"layers/layer{layer}.npy"], array);
                using Stream member = archive.CreateEntry($"blocks.{layer}.attn.hook_pattern.npy").Open();
                member.Write(array);
            }

            using Stream other = archive.CreateEntry("blocks.1.hook_resid_pre.npy").Open();
            other.Write(Npy([1, 2, 3], 1, 2, 3, 4, 5, 6));
        }

        foreach (string path in (string[])["layers", "cache.npz"])
        {
            AttentionRecord record = AttentionRecord.Open(_folder[path]);
            Assert.Equal([1 / 16f, 2 / 16f, 10 / 16f], record.Layers.Select(layer => record.Pattern(layer, 0).Values.Span[0]));
        }
    }

    [Fact]
    public void Tokens_know_their_words_and_which_were_added()
    {
        File.WriteAllBytes(_folder["att.npy"], Npy([1, 1, 5, 5], [.. Enumerable.Repeat(0.2f, 25)]));

        AttentionRecord record = SavedAttention.Read(_folder["att.npy"]).ToRecord(Tokens);

        Assert.Equal([null, 0, 0, 1, null], record.Tokens.Select(token => token.Word));
        Assert.Equal("unlike ly", record.Text);
        Assert.Equal((2, 6), (record.Tokens[2].Start, record.Tokens[2].End));
    }

    [Fact]
    public void Rows_that_do_not_sum_to_1_are_drawn_and_said()
    {
        File.WriteAllBytes(_folder["att.npy"], Npy([1, 1, 2, 2], 0.5f, 0.5f, 0.5f, 0.25f));

        Assert.Equal(
            $"'{_folder["att.npy"]}': 1 of 2 rows do not sum to 1 and are drawn as they are; the first, layer 0, head 0, query 1 sums to 0.75.",
            SavedAttention.Read(_folder["att.npy"]).RemarkOnRows());
    }

    [Fact]
    public void Queries_and_keys_may_be_other_tokens()
    {
        File.WriteAllBytes(_folder["att.npy"], Npy([1, 2, 1, 3], 0.5f, 0.25f, 0.25f, 1, 0, 0));
        SavedAttention saved = SavedAttention.Read(_folder["att.npy"]);

        Figure figure = saved.ToRecord(["le"], ["the", "cat", "sat"]).ToFigure(heads: [1]);

        Assert.Equal(
            ["att.npy", "“le” attending to “the cat sat”", "attention, layer 0, head 1 (layers and heads 0-based)", "rows attend to columns"],
            figure.Caption.Select(part => part.Text));
        Assert.Equal(["le"], figure.RowLabels);
        Assert.Equal(["the", "cat", "sat"], figure.ColumnLabels);
        Assert.Equal([1, 0, 0], Assert.Single(figure.Panels).Values.Numbers());
        Assert.Equal(
            $"There are 2 key tokens, and '{_folder["att.npy"]}' has 3 keys; give one token a key.",
            Assert.Throws<AttnExtractException>(() => saved.ToRecord(["le"], ["the", "cat"])).Message);
        Assert.Equal(
            "There is no head 2; the model has heads 0-1, and this record holds 0-1.",
            Assert.Throws<AttnExtractException>(() => saved.ToRecord().ToFigure(heads: [2])).Message);
        Assert.Equal(
            $"'{_folder["run.npz"]}' was not written: a record keeps the maps of one text, and these go from one to another; keep the arrays "
                + "themselves.",
            Assert.Throws<AttnExtractException>(() => saved.ToRecord().Save(_folder["run.npz"])).Message);
    }

    [Fact]
    public void A_figure_of_two_texts_is_drawn_again_with_both()
    {
        File.WriteAllBytes(_folder["att.npy"], Npy([1, 1, 1, 3], 0.5f, 0.25f, 0.25f));
        Figure figure = SavedAttention.Read(_folder["att.npy"]).ToRecord(["le"], ["the", "cat", "sat"]).ToFigure();
        figure.Save(_folder["a.png"]);

        FigureSource source = FigureManifest.Read(_folder["a.png"]).Source!;

        Assert.Equal(("le", "the cat sat"), (source.Text, source.KeyText));
        Assert.Equal(["the", "cat", "sat"], source.KeyTokens);
    }

    [Theory]
    [InlineData(MergeRule.SumMean)]
    [InlineData(MergeRule.Max)]
    [InlineData(MergeRule.First)]
    public void Policies_and_means_work_an_axis_at_a_time(MergeRule merge)
    {
        float[] weights = [.. Enumerable.Range(1, 2 * 2 * 5 * 7).Select(i => i * 37 % 101 / 101f)];
        File.WriteAllBytes(_folder["att.npy"], Npy([2, 2, 5, 7], weights));
        AttentionRecord record = SavedAttention.Read(_folder["att.npy"]).ToRecord(Tokens, ["<s>", "the", "dis", "##liked", ".", "cat", "</s>"]);

        Figure figure = record.ToFigure(
            tokens: new() { Merge = merge, DropSpecial = true, DropPunctuation = true, Renormalize = true }, means: MeanPanels.All);

        Assert.Equal(["unlike", "ly"], figure.RowLabels);
        Assert.Equal(["the", "disliked", "cat"], figure.ColumnLabels);
        double[][][] maps = [.. Enumerable.Range(0, 4).Select(map => Expected(weights.AsSpan(map * 35, 35), merge))];
        double[][] means = [Mean(maps[0], maps[1]), Mean(maps[2], maps[3]), Mean(maps[0], maps[2]), Mean(maps[1], maps[3]), Mean(maps)];
        Assert.Equal(
            ["L0 H0", "L0 H1", "L0 mean", "L1 H0", "L1 H1", "L1 mean", "mean H0", "mean H1", "mean"], figure.Panels.Select(panel => panel.Title));
        double[][] expected =
            [Flat(maps[0]), Flat(maps[1]), means[0], Flat(maps[2]), Flat(maps[3]), means[1], means[2], means[3], means[4]];
        foreach ((Panel panel, double[] numbers) in figure.Panels.Zip(expected))
        {
            Assert.Equal((2, 3), (panel.Values.Rows, panel.Values.Columns));
            Assert.All(numbers.Zip(panel.Values.Numbers()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public void Positions_choose_rows_and_columns_apart()
    {
        float[] weights = [.. Enumerable.Range(0, 6).Select(i => i / 8f)];
        File.WriteAllBytes(_folder["att.npy"], Npy([1, 1, 2, 3], weights));
        AttentionRecord record = SavedAttention.Read(_folder["att.npy"]).ToRecord(["a", "b"], ["x", "y", "z"]);

        Assert.Equal(weights[3..], record.ToFigure(tokens: new() { Positions = [1] }).Panels[0].Values.Numbers().Select(value => (float)value));
        Figure figure = record.ToFigure(tokens: new() { Positions = [1], KeyPositions = [0, 2] });
        Assert.Equal([3 / 8.0, 5 / 8.0], figure.Panels[0].Values.Numbers());
        Assert.Equal(
            ["tokens 1 of the text (0-based)", "attended to: tokens 0,2 (0-based)", "rows not renormalised"],
            figure.Caption.Select(part => part.Text).TakeLast(3));
        Assert.Equal(
            "There is no token 3; the text has tokens 0-2.",
            Assert.Throws<AttnExtractException>(() => record.ToFigure(tokens: new() { KeyPositions = [3] })).Message);
    }

    [Fact]
    public void What_is_no_attention_is_refused()
    {
        File.WriteAllBytes(_folder["att.npy"], Npy([2, 2], 1, 2, 3, 4));
        Assert.Equal(
            $"'{_folder["att.npy"]}' has the shape [2, 2]; attention is [layer, head, query, key], [head, query, key] or one of them with a "
                + "batch of one: one map is drawn by attn heatmap.",
            Assert.Throws<AttnExtractException>(() => SavedAttention.Read(_folder["att.npy"])).Message);

        File.WriteAllBytes(_folder["att.npy"], Npy([2, 2, 1, 1, 1], 1, 1, 1, 1));
        Assert.Equal(
            $"'{_folder["att.npy"]}' has the shape [2, 2, 1, 1, 1]; attention is [layer, head, query, key], [head, query, key] or one of them with a "
                + "batch of one: save one text of the batch, array[0], or array[:, 0] where the batch comes after the layers.",
            Assert.Throws<AttnExtractException>(() => SavedAttention.Read(_folder["att.npy"])).Message);

        File.WriteAllBytes(_folder["att.npy"], Npy([1, 1, 1, 1], 1));
        Assert.Equal(
            $"There are 2 tokens, and '{_folder["att.npy"]}' has 1 queries; give one token a query.",
            Assert.Throws<AttnExtractException>(() => SavedAttention.Read(_folder["att.npy"]).ToRecord(["a", "b"])).Message);

        Directory.CreateDirectory(_folder["none"]);
        Assert.Equal(
            $"'{_folder["none"]}' holds no .npy array; one a layer was expected, [head, query, key].",
            Assert.Throws<AttnExtractException>(() => SavedAttention.Read(_folder["none"])).Message);

        Directory.CreateDirectory(_folder["two"]);
        File.WriteAllBytes(_folder["two/a.npy"], Npy([1, 1, 1], 1));
        File.WriteAllBytes(_folder["two/b.npy"], Npy([2, 1, 1], 1, 1));
        Assert.Equal(
            $"The layers of '{_folder["two"]}' differ: '{_folder["two/a.npy"]}' has the shape [1, 1, 1], and '{_folder["two/b.npy"]}' "
                + "[2, 1, 1]; every layer needs as many heads, queries and keys.",
            Assert.Throws<AttnExtractException>(() => SavedAttention.Read(_folder["two"])).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonDocument Stored() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ReferenceData.RepositoryRoot, "tests", "Render.Tests", "Makers", "Saved", "attention.json")));

    private static IEnumerable<IEnumerable<string>> Cells(JsonDocument stored) =>
        stored.RootElement.GetProperty("cells").EnumerateArray().Select(head => head.EnumerateArray().Select(cell => $"{cell[0]},{cell[1]},{cell[2]}"));

    // Of [CLS] un ##like ly [SEP], the first word is two tokens and the second one; of the keys, the second word of three is two.
    private static double[][] Expected(ReadOnlySpan<float> map, MergeRule merge)
    {
        double[][] rows = [.. Enumerable.Range(0, 2).Select(_ => new double[3])];
        int[][] words = [[1], [2, 3], [5]];
        foreach ((int word, int[] keys) in words.Index())
        {
            double[] ofParts = new double[4];
            foreach (int query in (int[])[1, 2, 3])
            {
                double[] weights = new double[keys.Length];
                for (int i = 0; i < keys.Length; i++)
                {
                    weights[i] = map[(query * 7) + keys[i]];
                }

                ofParts[query] = merge switch { MergeRule.SumMean => weights.Sum(), MergeRule.Max => weights.Max(), _ => weights[0] };
            }

            rows[0][word] = merge switch
            {
                MergeRule.SumMean => (ofParts[1] + ofParts[2]) / 2,
                MergeRule.Max => Math.Max(ofParts[1], ofParts[2]),
                _ => ofParts[1],
            };
            rows[1][word] = ofParts[3];
        }

        return [.. rows.Select(row => row.Select(weight => weight / row.Sum()).ToArray())];
    }

    private static double[] Flat(double[][] map) => [.. map.SelectMany(row => row)];

    private static double[] Mean(params double[][][] maps) => [.. Enumerable.Range(0, 6).Select(i => maps.Average(map => Flat(map)[i]))];

    private static byte[] Npy(long[] shape, params float[] values)
    {
        using MemoryStream stream = new();
        NpyArray.Write(stream, shape, values);
        return stream.ToArray();
    }
}
