using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>What decoders write, with keys and values kept, is what they write without.</summary>
public sealed class GenerationTests
{
    private const string Text = "Nothing in the sky";

    // More than the windows of the folders that have some.
    private const int Count = 20;

    public static TheoryData<string> Folders =>
        [.. ReferenceData.FoldersWhere("families", folder => CanGenerate(Path.GetFileName(folder))).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Kept_keys_and_values_change_nothing(string folder)
    {
        foreach (Precision precision in (Precision[])[Precision.Float32, Precision.Float64])
        {
            using PretrainedModel model = PretrainedModel.Load(FolderOf(folder), precision);
            Generation kept = model.Generate(new TextPair(Text), Count, guesses: 5);
            Generation anew = Anew(model, new TextPair(Text));

            Assert.Equal(anew.Tokens, kept.Tokens);
            Assert.Equal(anew.Choices.Length, kept.Choices.Length);
            double tolerance = precision == Precision.Float64 ? 1e-11 : 1e-4;
            foreach ((WordGuesses expected, WordGuesses guesses) in anew.Choices.Zip(kept.Choices))
            {
                Assert.Equal((expected.Position, expected.Token), (guesses.Position, guesses.Token));
                Assert.Equal(expected.Words.Select(word => word.Id), guesses.Words.Select(word => word.Id));
                Assert.All(expected.Words.Zip(guesses.Words), pair => Assert.Equal(pair.First.Score, pair.Second.Score, tolerance));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_is_read_in_pieces_ends_in_the_same_states(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf(folder), Precision.Float64);
        TextPair text = new("The quick brown fox sees the lazy dog beneath a tree.")
        {
            Target = model.Structure.Second is null ? null : "A dog sleeps under the tree, and nobody sees the fox.",
        };
        Encoding encoding = Encodings.WithTarget(model, text, truncate: false);
        IReadOnlyList<EncodingToken> tokens = (encoding.Target ?? encoding).Tokens;
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor whole = model.Encoder.call(model.Batch([encoding])); // [1, token, hidden]

        using KeyValueCache cache = new(tokens.Count);
        List<Tensor> pieces = [];
        foreach (int stop in (int[])[3, 4, 5, tokens.Count - 1, tokens.Count])
        {
            EncodingToken[] read = [.. tokens.Take(stop)];
            Encoding until = encoding.Target is null ? encoding with { Tokens = read } : encoding with { Target = encoding.Target with { Tokens = read } };
            pieces.Add(model.Encoder.Continue(model.Batch([until]), cache)); // [1, new token, hidden]
            Assert.Equal(stop, cache.Count);
        }

        Tensor joined = cat(pieces, 1); // [1, token, hidden]
        Assert.Equal(whole.shape, joined.shape);
        Assert.Equal(0, (whole - joined).abs().max().item<double>(), 1e-11);
    }

    [Fact]
    public void Hooks_see_every_token_at_every_word()
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf("llama"));
        int tokens = model.Tokenizer.Encode(Text).Tokens.Count;
        List<int> seen = [];
        using (model.Hooks[HookName.ResidualPost(0)].Attach(value =>
        {
            seen.Add((int)value.shape[1]);
            return null;
        }))
        {
            _ = model.Generate(new TextPair(Text), 3);
        }

        Assert.Equal([tokens, tokens + 1, tokens + 2], seen);
    }

    [Theory]
    [InlineData("marian")]
    [InlineData("mbart")]
    [InlineData("nllb")]
    public void A_target_is_written_on(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf(folder));
        Generation whole = model.Generate(new TextPair(Text), 1);
        TextPair begun = new(Text) { Target = "A dog" };
        Generation more = model.Generate(begun, 2);

        IReadOnlyList<EncodingToken> read = more.Encoding.Target!.Tokens;
        Assert.Equal(whole.Encoding.Target!.Tokens[0].Id, read[0].Id);
        Assert.DoesNotContain(read.Skip(1).Take(read.Count - 3), token => token.IsSpecial && token.Id == model.TargetTokenizer.SeparatorId);
        Assert.Equal(more.Tokens.Select(token => token.Id), read.Skip(read.Count - 2).Select(token => token.Id));
        Assert.StartsWith("A dog", more.Encoding.Target.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_begins_with_the_blank_before_it()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "llama"));
        Generation written = model.Generate(new TextPair("The quick brown fox"), 2);

        Assert.Equal("▁dog", written.Tokens[0].Text);
        Assert.StartsWith(" dog", written.Text, StringComparison.Ordinal);
        Assert.Equal("The quick brown fox" + written.Text, written.Encoding.Text);
    }

    [Fact]
    public void Tokens_that_the_configuration_bans_are_not_written()
    {
        using TemporaryFolder banning = new();
        foreach (string file in Directory.GetFiles(Path.Combine(ReferenceData.OwnRoot, "families", "llama")))
        {
            File.Copy(file, banning[Path.GetFileName(file)]);
        }

        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "llama"));
        WordGuesses free = model.Generate(new TextPair(Text), 1, guesses: 2).Choices[0];
        JsonNode config = JsonNode.Parse(File.ReadAllText(banning["config.json"]))!;
        config["bad_words_ids"] = new JsonArray(new JsonArray(free.Words[0].Id), new JsonArray(1, 2));
        File.WriteAllText(banning["config.json"], config.ToJsonString());
        using PretrainedModel banned = PretrainedModel.Load(banning.Path);

        Assert.Equal(free.Words[1].Id, banned.Generate(new TextPair(Text), 1).Tokens.Single().Id);
    }

    [Fact]
    public void More_than_there_is_room_for_is_refused()
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf("opt"));
        int most = model.Spec.MaximumLength;
        int tokens = model.Tokenizer.Encode(Text).Tokens.Count;
        string full = string.Join(' ', Enumerable.Repeat("a", most - 1));

        Assert.Equal(
            $"opt reads at most {most} tokens, of which the text takes {tokens}: there is room for {most - tokens} more, not for {most}. "
            + "Shorten it, or take fewer (--max-new-tokens).",
            Assert.Throws<AttnExtractException>(() => model.Generate(new TextPair(Text), most)).Message);
        Assert.Equal(most, model.Tokenizer.Encode(full).Tokens.Count);
        Assert.Equal(
            $"The text has {most} tokens, as many as opt reads: there is no room for a word after it. Shorten it.",
            Assert.Throws<AttnExtractException>(() => model.Generate(new TextPair(full))).Message);
    }

    private static Generation Anew(PretrainedModel model, TextPair text)
    {
        using IDisposable watching = model.Hooks[HookName.Of(HookSite.EmbedOut, null)].Attach(_ => null);
        return model.Generate(text, Count, guesses: 5);
    }

    private static string FolderOf(string name) => ReferenceData.FolderOf("families", name);

    private static bool CanGenerate(string folder)
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(FolderOf(folder), "cases.json")));
        string architecture = cases.RootElement.GetProperty("model_class").GetString()!;
        return PretrainedFolder.Open(FolderOf(folder)).Structure.Decoder is not null && HeadKind.CausalLanguageModel.IsNamedBy(architecture);
    }
}
