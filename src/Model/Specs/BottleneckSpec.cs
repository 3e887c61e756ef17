namespace AttnExtract.Model.Specs;

/// <summary>
/// A narrower place inside every layer: its blocks read and give vectors of another width than those that pass from layer to layer, and more
/// feed-forward blocks stand before the last; Sun et al. 2020, section 3.
/// </summary>
/// <param name="Size">The width inside.</param>
/// <param name="BlockCount">How many more feed-forward blocks there are.</param>
/// <param name="Norm">The norm that follows each of its projections, and each of those blocks.</param>
public sealed record BottleneckSpec(int Size, int BlockCount, NormSpec Norm)
{
    /// <summary>Checks that there is room inside.</summary>
    internal void Validate()
    {
        StackSpec.Require(Size > 0, $"size of the bottleneck is {Size}; expected 1 or more");
        StackSpec.Require(BlockCount >= 0, $"number of feed-forward blocks is {BlockCount + 1}; expected 1 or more");
    }
}
