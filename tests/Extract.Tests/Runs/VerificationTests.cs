using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Tests;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class VerificationTests(BundledModel bundled)
{
    private static readonly TextPair Text = new("The cat sat on the mat.");

    [Fact]
    public void The_bundled_model_is_verified_in_every_layer()
    {
        Verification verification = bundled.Model.Verify(Text);

        Assert.True(verification.Holds, verification.ToString());
        Assert.Equal(Enumerable.Range(0, 6), verification.Layers.Select(layer => layer.Layer));
        Assert.DoesNotContain(bundled.Model.Hooks.Names, name => bundled.Model.Hooks[name].HasListeners);
    }

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_family_is_verified(string folder)
    {
        PretrainedFolder opened = PretrainedFolder.Open(Path.Combine(ReferenceData.Root, "families", folder));
        using PretrainedModel model = opened.Load(globals: opened.Spec.HasGlobalTokens ? GlobalTokenRule.First : null);

        Verification verification = model.Verify(new TextPair("The quick brown fox sees the lazy dog, and the dog sees the fox."));

        Assert.True(verification.Holds, verification.ToString());
        // A decoder that is given nothing to read does not run.
        bool runsDecoder = model.Structure.Second is not null && !model.CanGenerate();
        Assert.Equal(runsDecoder ? model.Hooks.Names.Count(name => name.Site.IsPattern) : model.Spec.LayerCount, verification.Layers.Length);
    }

    public static TheoryData<string, Precision> Structures { get; } =
    [
        .. from structure in TinyEncoder.Structures.Keys
           from precision in new[] { Precision.Float32, Precision.Float64 }
           select (structure, precision),
    ];

    [Theory]
    [MemberData(nameof(Structures))]
    public void Padding_has_one_answer_on_both_paths_and_in_double_precision(string structure, Precision precision)
    {
        PretrainedModel model = TinyModel.Create(structure, bundled.Model, precision);
        using Encoder encoder = model.Encoder;
        using IDisposable scope = NewDisposeScope();

        // In windows the last tokens of the second text are queries that see nothing.
        Verification verification = ModelRuns.VerifyBatch(model, TinyEncoder.Input(12, 2, 7));

        Assert.True(verification.LargestDifference < (precision == Precision.Float64 ? 1e-6 : 1e-5), verification.ToString());
    }

    [Theory]
    [InlineData("layers.2.attention.pattern")]
    [InlineData("layers.2.attention.z")]
    [InlineData("layers.2.attention.scores")]
    public void A_run_that_was_tampered_with_is_not(string site)
    {
        using IDisposable tampering = bundled.Model.Hooks[site].Attach(value => value.roll(1, -1));

        Verification verification = bundled.Model.Verify(Text);

        Assert.False(verification.Holds, verification.ToString());
        Assert.True(verification.Layers.Where(layer => layer.Layer != 2).All(layer => layer.OutputDifference < Verification.Tolerance));
    }

    [Fact]
    public void A_difference_between_the_paths_alone_is_seen()
    {
        // Attached to the values: the explicit path sees half of them only while somebody watches its pattern.
        using IDisposable tampering = bundled.Model.Hooks[HookName.ResidualMid(5)].Attach(
            mid => bundled.Model.Hooks[HookName.Pattern(5)].HasListeners ? mid.Times(0.5) : null);

        Verification verification = bundled.Model.Verify(Text);

        Assert.True(verification.FusedDifference > Verification.Tolerance, verification.ToString());
        Assert.False(verification.Holds);
    }
}
