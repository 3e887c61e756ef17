using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>Gradients are those of the library, and what has none ends in a sentence instead of ending the process.</summary>
public sealed class GradientsTests
{
    private const string Cut =
        "The target does not depend on every attention map of the run, so there is no gradient: a hook replaced what passes by something that "
        + "does not follow from it. Detach it, or compute its replacement from what it is given.";

    [Fact]
    public void They_are_the_gradients_of_the_sum()
    {
        Tensor first = tensor(new[] { 1.0, 2, 3 }).requires_grad_(true);
        Tensor second = first * first;

        Tensor[] gradients = Gradients.Of(second * first, [first, second]);

        Assert.Equal([3.0, 12, 27], gradients[0].data<double>().ToArray());
        Assert.Equal([1.0, 2, 3], gradients[1].data<double>().ToArray());
    }

    [Fact]
    public void What_numbers_do_not_depend_on_is_refused()
    {
        Tensor source = ones(3).requires_grad_(true);

        Assert.Equal(Cut, Assert.Throws<AttnExtractException>(() => Gradients.Of(ones(3), [source])).Message);
        Assert.Equal(Cut, Assert.Throws<AttnExtractException>(() => Gradients.Of(ones(3).requires_grad_(true).Times(2), [source])).Message);
    }

    [Theory]
    [InlineData("gradient")]
    [InlineData("attattr")]
    public void A_hook_that_cuts_the_gradient_off_is_refused(string measure)
    {
        using TemporaryFolder folder = new();
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(folder["model"], "BertForSequenceClassification"));
        using IDisposable cutting = model.Hooks[HookName.FinalOut].Attach(states => states.detach());

        Assert.Equal(Cut, Assert.Throws<AttnExtractException>(() => model.Measure("the cat sat", MeasureCatalog.Get(measure))).Message);
    }
}
