using AttnExtract.Extract.Captures;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Tests.Formats;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Captures;

/// <summary>What is kept of a chunk is what a capture of each text alone is, and as much as was said before.</summary>
public sealed class CaptureWorkTests : IDisposable
{
    private static readonly TextPair[] Texts =
        [new("the cat sat"), new("the quick brown fox sees the lazy dog.", "on the mat"), new("mat"), new("the dog sat on the mat, the fox on the cat.")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chunk_has_the_records_of_its_texts_alone(bool readsForwards)
    {
        using PretrainedModel model = PretrainedModel.Load(readsForwards ? SmallModel.MakeGpt2(_folder["m"]) : SmallModel.MakeBert(_folder["m"]));
        TextPair[] texts = readsForwards ? [.. Texts.Select(text => text with { Pair = null })] : Texts;
        CaptureOptions options = new() { Sites = ["attention.pattern", "final.out"], Layers = [0, 2], Heads = [3, 1] };
        using MemoryStream partial = new();
        using (CaptureWork work = new(model, options))
        {
            work.Run(new Chunk<TextPair>(5, texts), partial);
        }

        partial.Position = 0;
        AttentionRecord[] read = [.. RecordPartial.Read(partial)];
        Assert.Equal(partial.Length, partial.Position);
        Assert.Equal(texts.Length, read.Length);
        Assert.All(texts.Zip(read), text => RecordSamples.AssertSame(model.Capture([text.First], options)[0], text.Second));
    }

    [Fact]
    public void As_much_is_kept_as_was_said_before()
    {
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(_folder["m"]));
        CaptureOptions options = new() { Sites = ["attention.pattern", "attention.z", "final.out"], Layers = [1, 2], Heads = [0] };
        CaptureVolume volume = new(model, options);
        Array.ForEach(Texts, text => volume.Add(model.Encode(text)));

        IReadOnlyList<AttentionRecord> records = [.. Texts.Select(text => model.Capture([text], options)[0])];
        Assert.Equal(
            new RecordVolume(
                Texts.Length, records.Sum(record => record.Tokens.Count), records.Sum(record => record.Sites.Count),
                records.Sum(record => record.Sites.Sum(site => (double)site.Value.Values.Length))),
            volume.Sum);

        // Files are larger than their numbers, and by little else than was said.
        foreach (RecordFormat format in RecordFormats.All)
        {
            string folder = _folder[format.Extensions[0][1..]];
            Directory.CreateDirectory(folder);
            foreach ((int i, AttentionRecord record) in records.Index())
            {
                record.Save(Path.Combine(folder, $"{i}{format.Extensions[0]}"));
            }

            double bytes = Directory.GetFiles(folder).Sum(file => (double)new FileInfo(file).Length);
            Assert.InRange(bytes, format.LeastBytes(volume.Sum, RecordPrecision.Float32), double.PositiveInfinity);
            Assert.InRange(format.ExpectedBytes(volume.Sum, RecordPrecision.Float32) / bytes, 0.4, 2.5);
        }
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_run()
    {
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(_folder["m"]));
        CaptureVolume volume = new(model, CaptureOptions.Default);

        Assert.Equal(
            "The text has 102 tokens, but m reads at most 80. Shorten it, or cut it off with --truncate.",
            Assert.Throws<AttnExtractException>(
                () => volume.Add(model.Encode(new TextPair(string.Join(' ', Enumerable.Repeat("cat", 100)))))).Message);
    }
}
