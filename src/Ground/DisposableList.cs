namespace AttnExtract.Ground;

/// <summary>Things to be disposed together, in the order in which they were added.</summary>
internal sealed class DisposableList : List<IDisposable>, IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => ForEach(one => one.Dispose());
}
