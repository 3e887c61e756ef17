using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>An encoder with a decoder on the command line: targets given and written, kinds of attention, and what is refused.</summary>
public sealed class TwoStackTests : IDisposable
{
    private const string Text = "The quick brown fox sees the lazy dog.";
    private const string Target = "Der schnelle Fuchs.";

    private static readonly string Translator = Path.Combine(ReferenceData.OwnRoot, "families", "marian");
    private static readonly string Encoder = Path.Combine(ReferenceData.OwnRoot, "families", "bert");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_target_makes_figures_of_each_kind_and_of_all()
    {
        foreach (string kind in (string[])["encoder", "decoder", "cross", "all"])
        {
            CliRun run = CliRun.Of("figure", Text, "--target", Target, "-m", Translator, "--attention", kind, "-o", _folder[$"{kind}.png"]);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        CliRun.Of("figure", Text, "--target", Target, "-m", Translator, "-o", _folder["usual.png"]);
        Assert.Equal(File.ReadAllBytes(_folder["cross.png"]), File.ReadAllBytes(_folder["usual.png"]));
        CliRun.Of("capture", Text, "--target", Target, "-m", Translator, "--attention", "cross", "-o", _folder["run.npz"]);
        CliRun.Of("figure", "--from", _folder["run.npz"], "-o", _folder["saved.png"]);
        Assert.Equal(File.ReadAllBytes(_folder["usual.png"]), File.ReadAllBytes(_folder["saved.png"]));
    }

    [Fact]
    public void Kinds_of_one_panel_stand_side_by_side()
    {
        (int, int)[] Places(params string[] more)
        {
            _ = CliRun.Of(["figure", Text, "--target", Target, "-m", Translator, "--attention", "all", "-o", _folder["all.png"], "--manifest", .. more])
                .Succeeded();
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(_folder["all.json"]));
            Assert.Contains("empty cells: keys that the query cannot see", manifest.RootElement.GetRawText(), StringComparison.Ordinal);
            return
            [
                .. manifest.RootElement.GetProperty("panels").EnumerateArray()
                    .Select(panel => (panel.GetProperty("row").GetInt32(), panel.GetProperty("column").GetInt32())),
            ];
        }

        Assert.Equal([(0, 0), (0, 1), (0, 2)], Places("--mean", "only"));
        Assert.Equal(2, Places("--layers", "0", "--heads", "0-1").Max(place => place.Item1));
    }

    [Fact]
    public void Without_a_target_the_decoder_writes_and_says_what()
    {
        CliRun run = CliRun.Of("capture", Text, "-m", Translator, "--max-new-tokens", "3", "-o", _folder["run.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("Written: \"", run.Out, StringComparison.Ordinal);
        AttentionRecord record = AttentionRecord.Open(_folder["run.json"]);
        Assert.InRange(record.Target!.Tokens.Count, 2, 4);
        Assert.Contains(record.Target.Tokens[^1].Text, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_cannot_do_is_refused()
    {
        CliRun.Of("figure", Text, "--target", Target, "-m", Encoder, "-o", _folder["a.png"]).FailedWith(
            1, "bert has one stack of layers and takes no target: a target is what the decoder of a model with an encoder and a decoder reads.");
        CliRun.Of("figure", Text, "--attention", "cross", "-m", Encoder, "-o", _folder["a.png"]).FailedWith(
            1, "bert has no attention of the kind 'cross': it is an encoder alone, whose attention is of the kind 'encoder'.");
        CliRun.Of("figure", Text, "--target", "", "-m", Translator, "-o", _folder["a.png"]).FailedWith(
            1, "The target is empty; give the sentence that the decoder is to read.");
        CliRun.Of("figure", Text, "--attention", "corss", "-m", Translator, "-o", _folder["a.png"]).FailedWith(
            1, "There is no kind of attention 'corss'. Did you mean 'cross'? There are encoder, decoder, cross, all.");
        CliRun.Of("figure", Text, "--target", "Hund", "--target-language", "deu", "-m", Translator, "-o", _folder["a.png"]).FailedWith(
            1, $"The tokenizer in '{Translator}' marks no languages, and so not 'deu': leave out --target-language.");
        string languages = Path.Combine(ReferenceData.OwnRoot, "families", "nllb");
        CliRun.Of("figure", Text, "--target", "Hund", "--target-language", "deu_Lant", "-m", languages, "-o", _folder["a.png"]).FailedWith(
            1,
            $"The tokenizer in '{languages}' has no language 'deu_Lant'. Did you mean 'deu_Latn'? There are deu_Latn, eng_Latn, fra_Latn, zho_Hans.");
        CliRun.Of("figure", Text, "--generate", "-m", Encoder, "-o", _folder["a.png"]).FailedWith(
            1, "The model has no head for the next word: models of its family have none. It has heads for words in place of masked tokens.");
        CliRun.Of("capture", Text, "--attention", "encoder", "--sites", "cross.z,final.out", "-m", Translator, "-o", _folder["a.npz"]).FailedWith(
            1, "'cross.z' names nothing of the attention 'encoder', which alone is kept: leave out one of them (--sites, --attention).");
        CliRun.Of(
            "capture", Text, "--target", Target, "--attention", "decoder", "--sites", "decoder.layers.*.cross.pattern", "-m", Translator,
            "-o", _folder["a.npz"]).FailedWith(
            1,
            "'decoder.layers.*.cross.pattern' names nothing of the attention 'decoder', which alone is kept: leave out one of them (--sites, --attention).");
        CliRun.Of("figure", Text, "--target", string.Join(' ', Enumerable.Repeat("Hund", 100)), "-m", Translator, "-o", _folder["a.png"]).FailedWith(
            1, "The target has 501 tokens, but marian reads at most 80. Shorten it, or cut it off with --truncate.");
        CliRun.Of("figure", Text, "-m", Translator, "--max-new-tokens", "96", "-o", _folder["a.png"]).FailedWith(
            1,
            "marian reads at most 80 tokens, of which the target takes 1: there is room for 79 more, not for 96. Shorten it, or take fewer "
            + "(--max-new-tokens).");
        CliRun.Of("figure", Text, "--target", Target, "-m", Translator, "--max-new-tokens", "6", "-o", _folder["a.png"]).FailedWith(
            2,
            "'--max-new-tokens' is for what a decoder writes, and here it writes nothing: give --generate, or '--target -' to a model with an encoder and "
            + "a decoder.");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_study_that_a_model_or_a_corpus_does_not_allow_is_refused()
    {
        string bart = Path.Combine(ReferenceData.OwnRoot, "families", "bart");
        string figure = _folder["a.png"];
        CliRun.Of("ablate", Text, "--target", Target, "-m", Encoder, "-o", figure).FailedWith(
            2, $"'{Target}' cannot be read after --target: similarity, class, class:LABEL, token:POSITION or likelihood was expected.");
        CliRun.Of("ablate", Text, "--target", "", "-m", bart, "-o", figure).FailedWith(
            1, "The target is empty; give the sentence that the decoder is to read.");
        foreach (string[] study in (string[][])[["ablate", Text], ["measure", Text, "--kind", "norm"]])
        {
            CliRun.Of([.. study, "--attention", "cross", "-m", Encoder, "-o", figure]).FailedWith(
                1, "bert has no attention of the kind 'cross': it is an encoder alone, whose attention is of the kind 'encoder'.");
        }

        CliRun.Of("ablate", Text, "--target", Target, "--metric", "cosine", "-m", bart, "-o", figure).FailedWith(
            1,
            "The metric 'cosine' compares sentence embeddings, and with a target bart ends in its decoder, of which none is made; take likelihood, hidden, "
            + "hidden_cosine or patterns.");
        foreach (string ablation in (string[])["cross layer 0=skip", "cross mlp 0=zero"])
        {
            CliRun.Of("figure", Text, "--target", Target, "--ablate", ablation, "-m", bart, "-o", figure).FailedWith(
                1, "Layers and their feed-forward blocks are those of a stack: say encoder or decoder before them, not cross.");
        }

        File.WriteAllText(_folder["some.txt"], "The fox.\tDer Fuchs.\nA dog.\n");
        File.WriteAllText(_folder["many.txt"], "a\tb\tc\n");
        CliRun.Of("heads", _folder["some.txt"], "-m", bart, "-o", figure).FailedWith(
            1,
            "“A dog.” has no target, and other texts have; write each text with its target, a tab between. That was text 2 of "
                + $"'{_folder["some.txt"]}', in line 2.");
        foreach (string[] study in (string[][])[["heads", _folder["many.txt"]], ["ablate", "-i", _folder["many.txt"]]])
        {
            CliRun.Of([.. study, "-m", bart, "-o", figure]).FailedWith(
                1, $"“a | b | c” is more than a text, a tab and its target. That was text 1 of '{_folder["many.txt"]}', in line 1.");
        }

        Assert.False(File.Exists(figure));
    }

    [Fact]
    public void What_a_decoder_cannot_see_is_masked_unless_it_is_asked_for()
    {
        string decoder = Path.Combine(ReferenceData.OwnRoot, "families", "mistral");
        string Png(string name, params string[] more)
        {
            _ = CliRun.Of(["figure", .. more, "-o", _folder[name]]).Succeeded();
            return Convert.ToHexString(File.ReadAllBytes(_folder[name]));
        }

        string masked = Png("on.png", Text, "-m", decoder);
        Assert.Equal(masked, Png("said.png", Text, "-m", decoder, "--mask-hidden", "on"));
        string shown = Png("off.png", Text, "-m", decoder, "--mask-hidden", "off");
        Assert.NotEqual(masked, shown);
        Assert.Equal(masked, Png("again.png", "--replot", _folder["on.png"]));
        Assert.Equal(shown, Png("changed.png", "--replot", _folder["on.png"], "--mask-hidden", "off"));
        _ = CliRun.Of("capture", Text, "-m", decoder, "-o", _folder["run.npz"]).Succeeded();
        Assert.Equal(masked, Png("saved.png", "--from", _folder["run.npz"]));
        Assert.Equal(Png("bert.png", Text, "-m", Encoder), Png("bert-off.png", Text, "-m", Encoder, "--mask-hidden", "off"));
        _ = CliRun.Of("diff", _folder["run.npz"], _folder["run.npz"], "-o", _folder["diff.png"]).Succeeded();
        _ = CliRun.Of("diff", _folder["run.npz"], _folder["run.npz"], "--mask-hidden", "off", "-o", _folder["shown.png"]).Succeeded();
        Assert.NotEqual(File.ReadAllBytes(_folder["diff.png"]), File.ReadAllBytes(_folder["shown.png"]));
        string[] measure = ["measure", Text, "-m", decoder, "--kind", "norm,rollout", "--layers", "0"];
        _ = CliRun.Of([.. measure, "-o", _folder["norm.csv"], "-o", _folder["norm.png"]]).Succeeded();
        _ = CliRun.Of([.. measure, "--mask-hidden", "off", "-o", _folder["shown.csv"], "-o", _folder["shown.png"]]).Succeeded();
        string[] lines = File.ReadAllLines(_folder["norm.csv"]);
        Assert.Contains("norm,0,0,0,1,<s>,▁The,", lines);
        Assert.Contains("rollout,0,,0,1,<s>,▁The,", lines);
        Assert.Equal(File.ReadAllLines(_folder["shown.csv"]), lines.Select(line => line.EndsWith(',') ? line + "0" : line));
        Assert.NotEqual(File.ReadAllBytes(_folder["norm.png"]), File.ReadAllBytes(_folder["shown.png"]));
    }

    [Fact]
    public void A_model_that_writes_nothing_needs_a_target()
    {
        // As the library saves one of these without its head.
        string folder = Path.Combine(ReferenceData.OwnRoot, "families", "bart");
        foreach (string file in Directory.GetFiles(folder).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            File.Copy(file, _folder[Path.GetFileName(file)]);
        }

        using (SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors")))
        using (FileStream stream = File.Create(_folder["model.safetensors"]))
        {
            SafetensorsWriter writer = new();
            foreach ((string name, StoredTensor tensor) in weights.Tensors.Where(tensor => tensor.Key != "final_logits_bias"))
            {
                float[] values = new float[tensor.Count];
                tensor.CopyTo(values);
                writer.Add(name, tensor.Shape.AsSpan(), values);
            }

            writer.WriteTo(stream);
        }

        CliRun.Of("figure", Text, "-m", _folder.Path, "-o", _folder["a.png"]).FailedWith(
            1,
            $"{Path.GetFileName(_folder.Path)} has no head that says the next word, so that it cannot write the target itself: give one with --target, or "
            + "take --attention encoder.");
        CliRun.Of("ablate", Text, "-m", _folder.Path, "-o", _folder["a.png"]).FailedWith(
            1,
            $"{Path.GetFileName(_folder.Path)} has no head that says the next word, so that it cannot write the target itself: give one with --target, or "
            + "take --attention encoder.");
        _ = CliRun.Of("figure", Text, "-m", _folder.Path, "--attention", "encoder", "-o", _folder["a.png"]).Succeeded();
    }

    public void Dispose() => _folder.Dispose();
}
