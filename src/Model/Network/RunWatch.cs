namespace AttnExtract.Model.Network;

/// <summary>
/// Watches the passes that this thread, what it awaits and the threads that it starts make, of whichever model: counts the layers that they run
/// through, and ends a run between two of them. The innermost watch is told.
/// </summary>
public sealed class RunWatch : IDisposable
{
    private static readonly AsyncLocal<RunWatch?> Ambient = new();

    private readonly RunWatch? _outer = Ambient.Value;
    private readonly CancellationToken _cancellation;
    private long _layers;

    /// <summary>Begins to watch.</summary>
    /// <param name="cancellation">Ends the runs that are watched: the next layer is not run.</param>
    public RunWatch(CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        Ambient.Value = this;
    }

    /// <summary>Through how many layers passes have gone so far.</summary>
    public long Layers => Interlocked.Read(ref _layers);

    /// <summary>A layer is about to be run.</summary>
    /// <exception cref="OperationCanceledException">It shall not be.</exception>
    internal static void Step()
    {
        if (Ambient.Value is { } watch)
        {
            watch._cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref watch._layers);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Ambient.Value = _outer;
}
