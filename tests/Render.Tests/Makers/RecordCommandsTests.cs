using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Render.Viewer;

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

    private static ViewerCommand CommandOf(AttentionRecord record) => record.ToViewer().Texts[0].Maps[0].Command;

    private static AttentionRecord Of(Func<Provenance, Provenance> change) =>
        new("a b", null, Plain.Tokens, Plain.Heads, Plain.Sites, change(Plain.Provenance));
}
