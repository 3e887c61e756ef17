namespace AttnExtract.Testing;

/// <summary>Garbage collections and finalizers without pause beside whatever else runs, until disposed.</summary>
internal sealed class Storm : IDisposable
{
    // Young objects are what operations let go of; old ones are looked at now and then.
    private const int RoundsToAFullOne = 64;

    private readonly Thread _thread;
    private volatile bool _isOver;

    public Storm()
    {
        _thread = new Thread(Blow) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many runs to make: <paramref name="usual"/>, or what <c>ATTN_STORM</c> says for a longer storm.</summary>
    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("ATTN_STORM"), out int longer) ? longer : usual;

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Blow()
    {
        for (int round = 1; !_isOver; round++)
        {
            GC.Collect(round % RoundsToAFullOne == 0 ? GC.MaxGeneration : 0);
            GC.WaitForPendingFinalizers();
        }
    }
}
