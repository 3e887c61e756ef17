namespace AttnExtract.Testing;

/// <summary>A thread that knows nothing of who started it, and what it ended in.</summary>
internal sealed class Worker
{
    private readonly Thread _thread;

    /// <summary>Makes one.</summary>
    /// <param name="action">What it does.</param>
    public Worker(Action action)
    {
        _thread = new Thread(() => Error = Record.Exception(action)) { IsBackground = true };
    }

    /// <summary>What came out of it, once it ended.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether it was started.</summary>
    public bool IsStarted => !_thread.ThreadState.HasFlag(ThreadState.Unstarted);

    /// <summary>Starts it.</summary>
    public Worker Start()
    {
        _thread.UnsafeStart();
        return this;
    }

    /// <summary>Starts it and comes back when it waits for somebody.</summary>
    public void StartAndLetWait()
    {
        Start();
        SpinWait.SpinUntil(() => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !_thread.IsAlive);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What came out of it; null for a good end.</returns>
    public Exception? Join()
    {
        _thread.Join();
        return Error;
    }
}
