using AttnExtract.Ground;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// Derivatives whose failure is an exception. An error in the library's own <c>autograd.grad</c> ends the process: its native export has no catch.
/// </summary>
internal static class Gradients
{
    /// <summary>What numbers gain by what they were computed from.</summary>
    /// <param name="numbers">Numbers of a run; their sum is derived.</param>
    /// <param name="sources">Tensors of that run that ask for a gradient.</param>
    /// <param name="what">What a source is, in a message.</param>
    /// <returns>One a source, of its shape.</returns>
    /// <exception cref="AttnExtractException">The numbers do not depend on a source.</exception>
    public static Tensor[] Of(Tensor numbers, IReadOnlyList<Tensor> sources, string what = "attention map")
    {
        if (!numbers.requires_grad)
        {
            throw Cut(what);
        }

        autograd.backward([numbers.sum()], inputs: [.. sources]);
        return [.. sources.Select(source => source.grad ?? throw Cut(what))];
    }

    private static AttnExtractException Cut(string what) => new(
        $"The target does not depend on every {what} of the run, so there is no gradient: a hook replaced what passes by something that "
        + "does not follow from it. Detach it, or compute its replacement from what it is given.");
}
