using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>From a text and its target to the maps of all three kinds of attention, against transformers; and what is done with them.</summary>
public sealed class TwoStackCaptureTests
{
    private const string Text = "The quick brown fox sees the lazy dog.";
    private const string Target = "Der Hund.";

    public static TheoryData<string> Folders { get; } =
    [
        .. ReferenceData.FoldersWhere("families", HasTargets).Select(folder => Path.GetFileName(folder)!),
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Maps_of_every_kind_agree_and_come_back_from_every_format(string folder)
    {
        string path = FolderOf(folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(path, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json")));
        using PretrainedModel model = PretrainedModel.Load(path);
        using TemporaryFolder files = new();
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            IReadOnlyList<AttentionRecord> records = model.Capture(CaptureReferenceTests.TextsOf(test));
            foreach ((int row, AttentionRecord record) in records.Index())
            {
                int count = test.GetProperty("decoder_attention_mask")[row].EnumerateArray().Sum(real => real.GetInt32());
                Assert.Equal(
                    test.GetProperty("decoder_input_ids")[row].EnumerateArray().Take(count).Select(id => id.GetInt32()),
                    record.Target!.Tokens.Select(token => token.Id));
                Assert.Equal(AttentionKind.All, record.Parts.Select(part => part.Kind!));
                foreach (AttentionKind kind in AttentionKind.All)
                {
                    string key = kind == AttentionKind.Encoder ? "" : $"{kind}_";
                    AttentionRecord part = record.Of(kind);
                    Assert.Equal(Enumerable.Range(0, part.Provenance.LayerCount), part.Layers);
                    Assert.Same((kind == AttentionKind.Encoder ? record.Source : record.Target).Tokens, part.Queries.Tokens);
                    Assert.Same((kind == AttentionKind.Decoder ? record.Target : record.Source).Tokens, part.Keys.Tokens);
                    foreach (int layer in part.Layers)
                    {
                        AssertNear(
                            expected.Tensors[$"{test.GetProperty("name").GetString()}/{key}attentions/{layer}"], row, part.Pattern(layer),
                            $"{folder}: {test.GetProperty("name").GetString()}/{key}attentions/{layer}, text {row}");
                    }
                }
            }

            foreach (string name in (string[])["a.safetensors", "a.npz", "a.json"])
            {
                records[0].Save(files[name]);
                AttentionRecord read = AttentionRecord.Open(files[name]);
                Assert.Equal(records[0].Target!.Tokens, read.Target!.Tokens);
                Assert.Equal(records[0].Parts.Select(Counts), read.Parts.Select(Counts));
                Assert.All(read.Parts, part => Assert.All(part.Sites, site => Assert.Equal(
                    records[0].Of(part.Kind!)[site.Key].Values.ToArray(), site.Value.Values.ToArray())));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_kind_is_proved_by_another_path(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf(folder));

        Verification verification = model.Verify(TextFor(model));

        Assert.True(verification.Holds, verification.ToString());
        Assert.Equal(model.Hooks.Names.Count(name => name.Site.IsPattern), verification.Layers.Length);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_of_every_kind_are_switched_off(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf(folder));
        foreach (AttentionKind kind in AttentionKind.All)
        {
            StackSpec stack = model.Structure[kind.Stack];
            int layer = stack.LayerCount - 1;
            string z = $"{kind.Pattern(layer)}".Replace("pattern", "z", StringComparison.Ordinal);
            CaptureOptions options = new() { Sites = [z], Ablations = [Ablate.Parse($"{kind} {layer}.1=zero")] };

            DenseArray seen = model.Capture([TextFor(model)], options)[0].Of(kind).Sites.Single().Value;

            Assert.All(seen[1].Values.ToArray(), number => Assert.Equal(0, number));
            Assert.Contains(seen[0].Values.ToArray(), number => number != 0);
            Assert.Equal($"{kind} {layer}.1=zero", options.Ablations[0].ToString());
        }
    }

    [Fact]
    public void Attention_to_the_source_is_cut_by_its_tokens()
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf("marian"));
        CaptureOptions options = new() { Ablations = [Ablate.Parse("cross 0.0:1>0,18=cut")] };

        AttentionRecord record = model.Capture([TextFor(model)], options)[0].Of(AttentionKind.Cross);

        float[] row = record.Pattern(0, 0)[1].Values.ToArray();
        Assert.Equal(0, row[0]);
        Assert.Equal(0, row[18]);
        Assert.Equal(1, row.Sum(), 1e-5);
        AttnExtractException failure = Assert.Throws<AttnExtractException>(
            () => model.Capture([TextFor(model)], new() { Ablations = [Ablate.Parse("cross 0.0:1>19=cut")] }));
        Assert.Equal("There is no token 19: the source has tokens 0 to 18.", failure.Message);
    }

    [Fact]
    public void What_a_decoder_writes_is_what_it_is_likeliest_to_say()
    {
        foreach (string folder in (string[])["marian", "mbart", "nllb", "t5-full", "llama"])
        {
            using PretrainedModel model = PretrainedModel.Load(FolderOf(folder));
            Generation written = model.Generate(new TextPair(Text), 4);
            TextPair read = new(Text);
            Assert.NotEmpty(written.Tokens);

            // The next word after what was written so far, one at a time and from the beginning.
            Model.Text.Encoding encoding = written.Encoding;
            IReadOnlyList<Model.Text.EncodingToken> tokens = (encoding.Target ?? encoding).Tokens;
            WordGuesses first = model.GuessWords(read, 1).Single();
            Assert.Equal(first.Words[0].Id, written.Tokens[0].Id);
            Assert.Equal(written.Tokens.Select(token => token.Id), tokens.Skip(tokens.Count - written.Tokens.Length).Select(token => token.Id));
            Assert.Equal(written.Text.EnumerateRunes().Count() + (encoding.Target is null ? Text.Length : 0), tokens[^1].End);
        }
    }

    [Fact]
    public void What_a_model_has_not_is_refused()
    {
        using PretrainedModel translator = PretrainedModel.Load(FolderOf("nllb"));
        using PretrainedModel encoder = PretrainedModel.Load(FolderOf("bert"));
        TextPair target = new(Text) { Target = Target };

        Assert.Equal(
            "bert has one stack of layers and takes no target: a target is what the decoder of a model with an encoder and a decoder reads.",
            Assert.Throws<AttnExtractException>(() => encoder.Capture([target])).Message);
        Assert.Equal(
            "bert has no attention of the kind 'cross': it is an encoder alone, whose attention is of the kind 'encoder'.",
            Assert.Throws<AttnExtractException>(() => encoder.Capture([new(Text)], new() { Kinds = [AttentionKind.Cross] })).Message);
        Assert.Equal(
            "The target is empty; give the sentence that the decoder is to read.",
            Assert.Throws<AttnExtractException>(() => new TextPair(Text) { Target = " " }.RequireWords()).Message);
        Assert.Equal(
            "'cross.z' is of the decoder, which reads nothing without a target: give one (--target TEXT).",
            Assert.Throws<AttnExtractException>(() => translator.Capture([new(Text)], new() { Sites = ["final.out", "cross.z"] })).Message);
        Assert.StartsWith(
            "The target has 10",
            Assert.Throws<AttnExtractException>(
                () => translator.Capture([target with { Target = string.Join(' ', Enumerable.Repeat("z", 50)) }])).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "has no language 'deu_Lant'. Did you mean 'deu_Latn'? There are deu_Latn, eng_Latn, fra_Latn, zho_Hans.",
            Assert.Throws<AttnExtractException>(() => translator.Capture([target with { TargetLanguage = "deu_Lant" }])).Message,
            StringComparison.Ordinal);
    }

    private static (AttentionKind?, int, int, string) Counts(AttentionRecord part) =>
        (part.Kind, part.Provenance.LayerCount, part.Provenance.HeadCount, part.Provenance.WeightsSha256);

    private static TextPair TextFor(PretrainedModel model) => new(Text) { Target = model.CanGenerate() ? Target : null };

    private static string FolderOf(string name) => Path.Combine(ReferenceData.OwnRoot, "families", name);

    private static bool HasTargets(string folder)
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        return cases.RootElement.GetProperty("cases")[0].TryGetProperty("decoder_input_ids", out JsonElement ids) && ids.ValueKind == JsonValueKind.Array;
    }

    // The expected maps are padded to the longest texts of their batch.
    private static void AssertNear(StoredTensor stored, int row, DenseArray actual, string what)
    {
        float[] wanted = new float[stored.Count];
        stored.CopyTo(wanted);
        (int heads, int queries, int keys) = ((int)stored.Shape[1], (int)stored.Shape[2], (int)stored.Shape[3]);
        Assert.Equal(heads, actual.Shape[0]);
        for (int head = 0; head < heads; head++)
        {
            for (int query = 0; query < actual.Shape[1]; query++)
            {
                for (int key = 0; key < actual.Shape[2]; key++)
                {
                    float difference = Math.Abs(wanted[(((((row * heads) + head) * queries) + query) * keys) + key] - actual[head][query].Values.Span[key]);
                    Assert.True(difference <= ReferenceTolerance.Families.Attentions, $"{what}, [{head}, {query}, {key}] differs by {difference:g3}.");
                }
            }
        }
    }
}
