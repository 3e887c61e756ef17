using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;
using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Measures kept in files, and read back.</summary>
public sealed class MeasurementFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_reads_back_every_measure_that_Save_wrote()
    {
        IReadOnlyList<Measurement> measured = Measured();

        measured.Save(_folder["all.npz"]);
        measured.Save(_folder["again.NPZ"]);
        AssertSame(measured, Measurement.Open(_folder["all.npz"]));

        Assert.Equal(File.ReadAllBytes(_folder["all.npz"]), File.ReadAllBytes(_folder["again.NPZ"]));
        Assert.Contains(measured, measurement => measurement.Faithfulness is { } test && double.IsFinite(test.Comprehensiveness));
        Assert.Contains(measured, measurement => measurement.Faithfulness is null);
        Assert.Contains(measured, measurement => measurement.Completeness is not null);
    }

    [Fact]
    public void Chosen_layers_and_heads_keep_their_numbers_and_order()
    {
        IReadOnlyList<Measurement> measured = Measured();
        Measurement[] chosen = [.. measured.Select(measurement => measurement.Only([2, 0], [3]))];

        chosen.Save(_folder["some.npz"]);
        IReadOnlyList<Measurement> found = Measurement.Open(_folder["some.npz"]);

        AssertSame(chosen, found);
        Assert.All(found, measurement => Assert.Equal([2, 0], measurement.LayerNumbers));
        Assert.All(found, measurement => Assert.Equal([3], measurement.HeadNumbers));
        Measurement attention = found.Single(measurement => measurement.Measure == MeasureCatalog.Attention);
        Assert.Equal(1, attention.Layers[0].Shape[0]);
        Assert.Equal(measured[0].Layers[2][3].Values.ToArray(), attention.Layers[0][0].Values.ToArray());
        Measurement heads = found.Single(measurement => measurement.Measure == MeasureCatalog.Taylor);
        Assert.Equal([2, 1], heads.Values!.Shape);
        Assert.Equal(
            "There is no head 4; the model has heads 0-3.", Assert.Throws<AttnExtractException>(() => measured[0].Only(null, [4])).Message);
        Assert.Equal(
            "There is no layer 1; the model has layers 0,2.", Assert.Throws<AttnExtractException>(() => found[0].Only([1], null)).Message);
    }

    [Fact]
    public void Numpy_finds_an_array_a_measure_and_its_axes()
    {
        Measured().Save(_folder["all.npz"]);

        (string document, Dictionary<string, int[]> shapes) = NpzArchive.Read(
            _folder["all.npz"], "measures", (text, arrays) => (text!, arrays.ToDictionary(array => array.Key, array => array.Value.Shape.ToArray())));

        Assert.Equal([SmallModel.LayerCount, SmallModel.HeadCount, 5, 5], shapes["attention"]);
        Assert.Equal([SmallModel.LayerCount, 5, 5], shapes["rollout"]);
        Assert.Equal([5, 5], shapes["chefer"]);
        Assert.Equal([SmallModel.LayerCount, SmallModel.HeadCount], shapes["taylor"]);
        Assert.Equal([5], shapes["occlusion"]);
        Assert.Contains("\"kind\":\"rollout\",\"title\":\"attention rolled out to the input\",\"source\":\"Abnar and Zuidema 2020\","
            + "\"axes\":[\"layer\",\"query\",\"key\"],", document);
        Assert.StartsWith("{\"version\":1,\"text\":\"the cat sat\",\"pair\":null,\"tokens\":[{\"id\":2,\"text\":\"[CLS]\",", document);
        Assert.Contains("\"layers\":[0,1,2],\"heads\":[0,1,2,3],", document);
    }

    [Fact]
    public void A_table_has_a_row_a_number()
    {
        IReadOnlyList<Measurement> measured = Measured();

        Table table = measured.ToTable();

        Assert.Equal(
            measured.Sum(measurement => measurement.Values?.Values.Length ?? measurement.Layers.Sum(layer => layer.Values.Length)), table.RowCount);
        measured.Save(_folder["all.csv"]);
        string[] lines = File.ReadAllLines(_folder["all.csv"]);
        Assert.Equal("measure,layer,head,query,key,query_token,key_token,value", lines[0]);
        Assert.Equal(FormattableString.Invariant($"attention,0,0,0,1,[CLS],the,{(double)measured[0].Layers[0].Values.Span[1]:R}"), lines[2]);
        Assert.StartsWith("rollout,0,,0,0,[CLS],[CLS],", lines.First(line => line.StartsWith("rollout", StringComparison.Ordinal)));
        Assert.StartsWith("chefer,,,0,0,[CLS],[CLS],", lines.First(line => line.StartsWith("chefer", StringComparison.Ordinal)));
        Assert.StartsWith("occlusion,,,,0,,[CLS],", lines.First(line => line.StartsWith("occlusion", StringComparison.Ordinal)));
        Assert.StartsWith("taylor,2,3,,,,,", lines.Last(line => line.StartsWith("taylor", StringComparison.Ordinal)));
        measured.Save(_folder["all.json"]);
        Assert.Contains("{\"measure\":\"chefer\",\"layer\":null,\"head\":null,\"query\":0,", File.ReadAllText(_folder["all.json"]));
    }

    [Fact]
    public async Task Parquet_leaves_out_what_a_measure_does_not_have()
    {
        IReadOnlyList<Measurement> measured = Measured();
        using MemoryStream stream = new();
        MeasurementFormats.For("x.parquet").Write(measured, stream);
        stream.Position = 0;

        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        DataField[] fields = reader.Schema.GetDataFields();
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        int?[] heads = new int?[rows.RowCount];
        await rows.ReadAsync<int>(fields[2], heads.AsMemory(), null, TestContext.Current.CancellationToken);

        Assert.Equal(["measure", "layer", "head", "query", "key", "query_token", "key_token", "value"], fields.Select(field => field.Name));
        Assert.Equal(measured.ToTable().Columns[2].Numbers.Select(number => double.IsNaN(number) ? (int?)null : (int)number), heads);
        Assert.Contains(null, heads);
    }

    [Fact]
    public void What_is_no_file_of_measures_is_refused()
    {
        File.WriteAllText(_folder["text.npz"], "text");
        Measured().Save(_folder["all.npz"]);
        Measured().Save(_folder["all.csv"]);

        Assert.Equal(
            "'m.xls' has no extension of a file of measures; there are .npz, .csv, .json, .parquet.",
            Assert.Throws<AttnExtractException>(() => Measured().Save("m.xls")).Message);
        Assert.StartsWith(
            $"'{_folder["text.npz"]}' is not an npz file, or is damaged: ",
            Assert.Throws<AttnExtractException>(() => Measurement.Open(_folder["text.npz"])).Message);
        Assert.Equal(
            $"'{_folder["all.npz"]}' holds no record: it has no 'record', where AttnExtract keeps the text, the tokens and where the numbers come from.",
            Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(_folder["all.npz"])).Message);
        NpzArchiveOf("{\"version\":4}");
        Assert.Equal(
            $"'{_folder["odd.npz"]}' holds measures of version 4; this program reads versions 1, 2 and 3. A newer AttnExtract may read them.",
            Assert.Throws<AttnExtractException>(() => Measurement.Open(_folder["odd.npz"])).Message);
        NpzArchiveOf(Document().Replace("\"layers\":[0,1,2]", "\"layers\":[0,1]"));
        Assert.Equal(
            $"'{_folder["odd.npz"]}' is damaged: 'attention' has shape [3, 4, 5, 5], but its layers, heads and tokens need [2, 4, 5, 5].",
            Assert.Throws<AttnExtractException>(() => Measurement.Open(_folder["odd.npz"])).Message);
        NpzArchiveOf(Document(), without: "rollout");
        Assert.Equal(
            $"'{_folder["odd.npz"]}' is damaged: it has no array 'rollout'.",
            Assert.Throws<AttnExtractException>(() => Measurement.Open(_folder["odd.npz"])).Message);
        NpzArchiveOf(Document().Replace("\"attention\"", "\"foresight\""));
        Assert.Equal(
            $"'{_folder["odd.npz"]}' holds the measure 'foresight', which this program does not know; a newer AttnExtract may.",
            Assert.Throws<AttnExtractException>(() => Measurement.Open(_folder["odd.npz"])).Message);
    }

    [Fact]
    public void Every_damaged_copy_ends_in_one_sentence_or_in_measures()
    {
        Measured().Save(_folder["all.npz"]);
        byte[] good = File.ReadAllBytes(_folder["all.npz"]);
        int refused = 0;
        foreach (byte[] damaged in Mutations.Of(good, Mutations.Count(usual: 300), head: good.Length))
        {
            File.WriteAllBytes(_folder["damaged.npz"], damaged);
            try
            {
                Measurement.Open(_folder["damaged.npz"]);
            }
            catch (AttnExtractException exception)
            {
                refused++;
                Assert.Matches(@"\.$", exception.Message);
            }
        }

        Assert.NotEqual(0, refused);
    }

    private static void AssertSame(IReadOnlyList<Measurement> expected, IReadOnlyList<Measurement> found)
    {
        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected.Zip(found), pair =>
        {
            (Measurement one, Measurement other) = pair;
            Assert.Same(one.Measure, other.Measure);
            Assert.Equal((one.Text, one.Pair, one.Target, one.Faithfulness), (other.Text, other.Pair, other.Target, other.Faithfulness));
            Assert.Equal(one.Completeness, other.Completeness);
            Assert.Equal(one.Tokens, other.Tokens);
            Assert.Equal(one.LayerNumbers, other.LayerNumbers);
            Assert.Equal(one.HeadNumbers, other.HeadNumbers);
            Assert.Equal(one.Provenance.WeightsSha256, other.Provenance.WeightsSha256);
            Assert.Equal(one.Provenance.Model, other.Provenance.Model);
            Assert.Equal(one.Layers.Select(Numbers), other.Layers.Select(Numbers));
            Assert.Equal(one.Values is { } values ? Numbers(values) : null, other.Values is { } read ? Numbers(read) : null);
        });
    }

    private static string Numbers(DenseArray array) => $"{string.Join(' ', array.Shape)}: {string.Join(' ', array.Values.ToArray())}";

    private string Document()
    {
        Measured().Save(_folder["all.npz"]);
        return NpzArchive.Read(_folder["all.npz"], "measures", (text, _) => text!);
    }

    // The arrays of all.npz under another document.
    private void NpzArchiveOf(string document, string? without = null)
    {
        (string Name, long[] Shape, ReadOnlyMemory<float> Values)[] arrays = NpzArchive.Read(_folder["all.npz"], "measures", (_, all) =>
            all.Where(array => array.Key != without)
                .Select(array => (array.Key, array.Value.Shape.Select(length => (long)length).ToArray(), array.Value.Values)).ToArray());
        using FileStream stream = File.Create(_folder["odd.npz"]);
        NpzArchive.Write(stream, "measures", document, arrays);
    }

    private IReadOnlyList<Measurement> Measured()
    {
        using PretrainedModel model = PretrainedModel.Load(
            Directory.Exists(_folder["model"]) ? _folder["model"] : SmallModel.MakeBert(_folder["model"], "BertForSequenceClassification"));
        return model.Measure(
            new TextPair("the cat sat"), MeasureCatalog.All, new MeasureOptions { Target = MeasureTarget.ClassLogit("positive"), Faithfulness = true });
    }
}
