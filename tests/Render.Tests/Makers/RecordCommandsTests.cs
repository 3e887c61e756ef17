using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using AttnExtract.Render.Viewer;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Makers;

/// <summary>The commands that a page tells from a record alone.</summary>
public sealed class RecordCommandsTests
{
    private static readonly AttentionRecord Plain = Samples.Record(2, 2, ["a", "b"]);

    [Theory]
    [InlineData("all-MiniLM-L6-v2", "figure a b", false)]
    [InlineData("owner/name@main", "figure a b --model owner/name@main", false)]
    [InlineData("gpt2", "figure a b --model gpt2", true)]
    public void A_model_is_named_unless_it_comes_with_the_program(string model, string words, bool needsFolder)
    {
        ViewerCommand command = CommandOf(Of(provenance => provenance with { Model = model }));

        Assert.Equal(words, string.Join(' ', command.Words));
        Assert.Equal(needsFolder, command.NeedsFolder);
        Assert.Equal(Enumerable.Range(0, Plain.Provenance.LayerCount), command.Layers!.Value);
    }

    [Fact]
    public void What_was_switched_off_is_said_where_it_can_be_and_else_there_is_no_command()
    {
        Assert.Equal(
            ["figure", "a b", "--truncate", "--ablate", "0.1=zero", "--ablate", "2.*:0>1=cut"],
            CommandOf(Of(provenance => provenance with
            {
                Model = "all-MiniLM-L6-v2",
                TruncatedTokens = 3,
                Ablations = ["0.1=zero", "2.*:0>1=cut"],
            })).Words);
        Assert.Empty(CommandOf(Of(provenance => provenance with { Ablations = ["0.1=mean"] })).Words);
        Assert.Empty(CommandOf(Of(provenance => provenance with { ReplacedSites = ["layers.0.attention.pattern"] })).Words);
        Assert.Empty(CommandOf(Of(provenance => provenance with { ModelType = "" })).Words);
    }

    [Fact]
    public void Two_runs_are_kept_before_they_are_compared()
    {
        AttentionRecord before = Of(provenance => provenance with { Model = "all-MiniLM-L6-v2" });
        AttentionRecord after = Of(provenance => provenance with { Model = "all-MiniLM-L6-v2", Ablations = ["0.1=zero"] });

        ImmutableArray<ViewerMaps> maps = before.CompareTo(after).ToViewer().Texts[0].Maps;

        Assert.Equal(["diff", "before.safetensors", "after.safetensors"], maps[0].Command.Words);
        Assert.Equal(
            ["capture a b -o before.safetensors", "capture a b --ablate 0.1=zero -o after.safetensors"],
            maps[0].Command.Before.Select(words => string.Join(' ', words)));
        Assert.Equal(["figure", "a b", "--ablate", "0.1=zero"], maps[2].Command.Words);
    }

    [Fact]
    public void A_text_that_looks_like_an_option_stands_last()
    {
        AttentionRecord record = new("--help", "-x", Plain.Tokens, Plain.Heads, Plain.Sites, Plain.Provenance with { Model = "all-MiniLM-L6-v2" });

        ViewerCommand command = CommandOf(record);

        Assert.Equal(["figure", "--pair=-x"], command.Words);
        Assert.Equal(["--", "--help"], command.Last);
    }

    [Fact]
    public void Of_two_stacks_the_encoder_alone_is_said()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", "marian"));
        AttentionRecord alone = model.Capture("A fox.");
        AttentionRecord both = model.Capture([new TextPair("A fox.") { Target = "Ein Hund." }], CaptureOptions.Default)[0];

        Assert.Equal(["figure", "A fox.", "--attention", "encoder", "--model", "marian"], CommandOf(alone).Words);
        Assert.Equal(CommandOf(alone).Words, CommandOf(Kept(alone)).Words);
        Assert.Equal(["figure", "A fox.", "--target", "Ein Hund.", "--model", "marian", "--attention", "cross"], CommandOf(both).Words);
    }

    [Fact]
    public void Tokens_that_their_text_is_not_cut_into_have_no_command()
    {
        using PretrainedModel translator = PretrainedModel.Load(ReferenceData.FolderOf("families", "marian"));
        Generation written = translator.Generate(new TextPair("A fox."), 4);
        using PretrainedModel decoder = PretrainedModel.Load(ReferenceData.FolderOf("families", "gpt2"));
        Encoding cut = decoder.Tokenizer.Encode("A fox.");
        Encoding other = cut with { Tokens = [.. cut.Tokens.Reverse()] };

        Assert.Empty(CommandOf(translator.Capture(written.Encoding)).Words);
        Assert.Empty(CommandOf(Kept(translator.Capture(written.Encoding))).Words);
        Assert.Empty(CommandOf(decoder.Capture(other)).Words);
        Assert.Equal(["figure", "A fox.", "--model", "gpt2"], CommandOf(decoder.Capture(cut)).Words);
    }

    [Fact]
    public void A_target_in_a_language_that_was_said_has_no_command_where_another_language_is_usual()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", "nllb"));
        TextPair text = new("A fox.") { Target = "Ein Hund." };

        Assert.NotEmpty(CommandOf(model.Capture([text], CaptureOptions.Default)[0]).Words);
        Assert.NotEmpty(CommandOf(model.Capture([text with { TargetLanguage = "deu_Latn" }], CaptureOptions.Default)[0]).Words);
        Assert.Empty(CommandOf(model.Capture([text with { TargetLanguage = "fra_Latn" }], CaptureOptions.Default)[0]).Words);
    }

    private static AttentionRecord Kept(AttentionRecord record)
    {
        using TemporaryFolder folder = new();
        record.Save(folder["run.safetensors"]);
        return AttentionRecord.Open(folder["run.safetensors"]);
    }

    private static ViewerCommand CommandOf(AttentionRecord record) => record.ToViewer().Texts[0].Maps[0].Command;

    private static AttentionRecord Of(Func<Provenance, Provenance> change) =>
        new("a b", null, Plain.Tokens, Plain.Heads, Plain.Sites, change(Plain.Provenance));
}
