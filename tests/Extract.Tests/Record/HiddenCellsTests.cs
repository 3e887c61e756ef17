using AttnExtract.Extract.Ablations;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Record;

/// <summary>What records say is hidden is what the model's tokens cannot see, also where a file has to tell.</summary>
public sealed class HiddenCellsTests
{
    private const string Text = "The quick brown fox sees the lazy dog beneath a tree.";

    public static TheoryData<string> Folders => [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_cannot_be_seen_is_hidden(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf(folder));
        TextPair text = new(Text) { Target = model.Structure.Second is null || !model.CanGenerate() ? null : Text };
        Encoding encoding = Encodings.WithTarget(model, text, truncate: false);
        using TemporaryFolder kept = new();
        AttentionRecord record = model.Capture(encoding);
        record.Save(kept["run.npz"]);
        AttentionRecord read = AttentionRecord.Open(kept["run.npz"]);
        using IDisposable scope = NewDisposeScope();
        foreach ((AttentionRecord part, AttentionRecord saved) in record.Parts.Zip(read.Parts))
        {
            foreach (int layer in part.Layers)
            {
                HookName name = part.Kind?.Pattern(layer) ?? HookName.Pattern(layer);
                Model.Network.Visibility visibility = model.Structure.VisibilityAt(name, model.Batch([encoding]));
                bool[] unseen = Cells(part, (query, key) => !visibility.Sees(0, query, key));

                // Where some tokens see all, no distance is far enough.
                bool reads = part.Kind is null
                    ? model.Spec.IsCausal || (visibility.Window is not null && model.GlobalTokens == GlobalTokenRule.None)
                    : part.Kind == AttentionKind.Decoder;

                Assert.Equal(unseen, Cells(part, (query, key) => part.HiddenIn(layer)?[query, key] ?? false));
                Assert.Equal(!unseen.Contains(true) && !visibility.IsCausal && visibility.Window is null, part.HiddenIn(layer) is null);
                Assert.Equal(reads ? unseen : new bool[unseen.Length], Cells(part, (query, key) => saved.HiddenIn(layer)?[query, key] ?? false));
            }
        }
    }

    [Fact]
    public void What_a_hook_shows_is_not_hidden()
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf("llama"));
        using (model.Hooks[HookName.Pattern(1)].Attach(pattern => ones_like(pattern).DividedBy(pattern.shape[3])))
        {
            AttentionRecord record = model.Capture(Text);
            Assert.Null(record.HiddenIn(1));
            Assert.NotNull(record.HiddenIn(0));
        }

        using (model.Attach([Ablate.Parse("1.0=zero")]))
        {
            Assert.NotNull(model.Capture(Text).HiddenIn(1));
        }
    }

    [Fact]
    public void A_file_tells_no_window_of_a_run_in_which_something_was_changed()
    {
        using PretrainedModel model = PretrainedModel.Load(FolderOf("llama"));
        using TemporaryFolder kept = new();
        model.Capture(Text, Ablate.Parse("layers.1.attention.pattern=zero")).Save(kept["run.npz"]);

        AttentionRecord read = AttentionRecord.Open(kept["run.npz"]);

        Assert.Equal(Cells(read, (query, key) => key > query), Cells(read, (query, key) => read.HiddenIn(1)![query, key]));
    }

    private static bool[] Cells(AttentionRecord part, Func<int, int, bool> of) =>
    [
        .. part.Tokens.Index().SelectMany(query => part.Keys.Tokens.Index().Select(key => of(query.Index, key.Index))),
    ];

    private static string FolderOf(string name) => ReferenceData.FolderOf("families", name);
}
