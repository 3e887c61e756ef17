using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using Parquet;
using Parquet.Schema;

namespace AttnExtract.Extract.Tests.Vectors;

public sealed class TextVectorsTests(BundledModel bundled)
{
    private static readonly string[] Sentences = ["A cat.", "She sold the old house, and he bought a new car.", "The cat sat on the mat.", "Yes!"];

    [Fact]
    public void Sentence_vectors_agree_with_the_reference_whatever_else_is_in_the_batch()
    {
        using ResearchReference reference = new("minilm");
        string[] sentences = [.. reference.Texts.Select(text => text.Value.GetProperty("text").GetString()!)];

        TextVectors vectors = bundled.Model.Embed([.. sentences.Concat(Sentences).Select(text => new TextPair(text))]);

        Assert.Equal(sentences.Length + Sentences.Length, vectors.Values.Shape[0]);
        foreach ((int row, JsonProperty text) in reference.Texts.Index())
        {
            reference.AssertClose($"{text.Name}/sentence", [.. vectors.Values[row].Values.ToArray().Select(value => (double)value)], 2e-5);
        }
    }

    [Fact]
    public void Every_text_keeps_its_row()
    {
        TextVectors vectors = Embed();

        Assert.Equal("pooling_mode_mean_tokens, normalize", vectors.Pooling);
        foreach ((int row, string sentence) in Sentences.Index())
        {
            float[] alone = bundled.Model.EmbedSentence(sentence);
            Assert.All(alone.Zip(vectors.Values[row].Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Vectors_are_made_of_as_many_tokens_as_the_folder_says()
    {
        // The bundled model says 256 in sentence_bert_config.json, and has 512 positions.
        string words = string.Join(' ', Enumerable.Repeat("cat", 254));
        string tail = string.Join(' ', Enumerable.Repeat("economy", 100));

        TextVectors vectors = bundled.Model.Embed([new TextPair(words), new TextPair($"{words} {tail}")]);

        Assert.Equal((100, 1, 256), (vectors.Provenance.TruncatedTokens, vectors.TruncatedTexts, vectors.MaximumLength));
        Assert.All(vectors.Values[0].Values.ToArray().Zip(vectors.Values[1].Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(
            "The text has 356 tokens, but all-MiniLM-L6-v2 makes vectors of at most 256. Shorten it, or cut it off with --truncate.",
            Assert.Throws<AttnExtractException>(() => bundled.Model.EmbedSentence($"{words} {tail}")).Message);
    }

    [Fact]
    public void A_folder_that_says_nothing_of_pooling_takes_the_mean()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        AttentionRecord record = model.Capture("Hello there", new CaptureOptions { Sites = ["final.out"] });
        DenseArray states = record.Sites.Single().Value;
        (int tokens, int hidden) = (states.Shape[0], states.Shape[1]);

        TextVectors vectors = model.Embed([new TextPair("Hello there"), new TextPair("Hello there, and here, and elsewhere")]);

        Assert.Equal("mean over all tokens, as the folder has no modules.json", vectors.Pooling);
        Assert.Equal([2, hidden], vectors.Values.Shape);
        for (int i = 0; i < hidden; i++)
        {
            Assert.Equal(Enumerable.Range(0, tokens).Average(token => states[token].Values.Span[i]), vectors.Values[0].Values.Span[i], 1e-5);
        }
    }

    [Fact]
    public void Npy_and_safetensors_hold_the_numbers()
    {
        using TemporaryFolder folder = new();
        TextVectors vectors = Embed();

        vectors.Save(folder["v.npy"]);
        vectors.Save(folder["v.safetensors"]);

        using (FileStream stream = File.OpenRead(folder["v.npy"]))
        {
            NpyArray array = NpyArray.Read(stream, stream.Length, "v.npy");
            Assert.Equal(vectors.Values.Shape, array.Shape);
            Assert.Equal(vectors.Values.Values.ToArray(), array.ToSingles());
        }

        using SafetensorsFile file = SafetensorsFile.Open(folder["v.safetensors"]);
        float[] stored = new float[vectors.Values.Values.Length];
        file.Tensors["vectors"].CopyTo(stored);
        Assert.Equal(vectors.Values.Values.ToArray(), stored);
        Assert.Equal(bundled.Model.WeightsSha256, file.Metadata["weights_sha256"]);
        Assert.Equal(vectors.Pooling, file.Metadata["pooling"]);
    }

    [Fact]
    public async Task Parquet_holds_texts_with_lists_of_numbers()
    {
        using MemoryStream stream = new();
        TextVectors vectors = Embed();
        VectorFormats.For("v.PARQUET").Write(vectors, stream);

        stream.Position = 0;
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(["text", "vector/list/element"], fields.Select(field => field.Path.ToString()));
        int width = vectors.Values.Shape[1];
        string?[] texts = new string?[Sentences.Length];
        float[] numbers = new float[Sentences.Length * width];
        (int[] definitions, int[] levels) = (new int[numbers.Length], new int[numbers.Length]);
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        await rows.ReadAsync(fields[0], texts.AsMemory(), null, TestContext.Current.CancellationToken);
        await rows.ReadRawAsync<float>(
            fields[1], numbers.AsMemory(), definitions.AsMemory(), levels.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal(Sentences, texts);
        Assert.Equal(vectors.Values.Values.ToArray(), numbers);
        Assert.All(definitions, level => Assert.Equal(fields[1].MaxDefinitionLevel, level));
        Assert.Equal(Enumerable.Range(0, levels.Length).Select(i => i % width == 0 ? 0 : 1), levels);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Equal(
            "There is no text to make a vector of; give a sentence or more, one a line.",
            Assert.Throws<AttnExtractException>(() => bundled.Model.Embed([])).Message);
        Assert.Equal(
            "'v.csv' has no extension of a file of vectors; there are .npy, .safetensors, .parquet.",
            Assert.Throws<AttnExtractException>(() => Embed().Save("v.csv")).Message);
    }

    [Fact]
    public void Another_pooling_and_another_layer_are_those_of_a_capture()
    {
        DenseArray states = bundled.Model.Capture(Sentences[0], new CaptureOptions { Sites = ["residual.post"], Layers = [3] }).Sites.Single().Value;

        TextVectors first = bundled.Model.Embed(
            [new TextPair(Sentences[0]), new TextPair(Sentences[1])],
            new EmbeddingOptions { Layer = 3, Pooling = [.. PoolingMode.All.Where(mode => mode.Name is "cls" or "max")] });

        Assert.Equal("layer 3, pooling_mode_cls_token, pooling_mode_max_tokens, normalize", first.Pooling);
        float[][] rows = [.. Enumerable.Range(0, states.Shape[0]).Select(token => states[token].Values.ToArray())];
        float[] expected = [.. rows[0], .. Enumerable.Range(0, 384).Select(i => rows.Max(row => row[i]))];
        double length = Math.Sqrt(expected.Sum(value => (double)value * value));
        Assert.All(expected.Zip(first.Values[0].Values.ToArray()), pair => Assert.Equal(pair.First / length, pair.Second, 1e-5));
        Assert.Equal(
            "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.",
            Assert.Throws<AttnExtractException>(() => bundled.Model.Embed([new TextPair("A cat.")], new EmbeddingOptions { Layer = 6 })).Message);
    }

    [Fact]
    public void A_second_text_is_read_together_with_each()
    {
        TextVectors vectors = bundled.Model.Embed([new TextPair("A cat.", "A mat.")]);

        DenseArray states = bundled.Model.Capture([new TextPair("A cat.", "A mat.")], new CaptureOptions { Sites = ["final.out"] })[0].Sites[0].Value;
        float[] mean = [.. Enumerable.Range(0, 384).Select(i => Enumerable.Range(0, states.Shape[0]).Average(token => states[token].Values.Span[i]))];
        double length = Math.Sqrt(mean.Sum(value => (double)value * value));
        Assert.All(mean.Zip(vectors.Values[0].Values.ToArray()), pair => Assert.Equal(pair.First / length, pair.Second, 1e-5));
    }

    private TextVectors Embed() => bundled.Model.Embed([.. Sentences.Select(text => new TextPair(text))]);
}
