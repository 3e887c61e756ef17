namespace AttnExtract.Model.Tests.Hub;

/// <summary>
/// A time in which pauses pass at once and the limit for a silent server only when a test says so: on a busy machine and on an idle one the same.
/// </summary>
/// <param name="limit">How long a wait is that is no pause but a limit.</param>
internal sealed class HubClock(TimeSpan limit) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Wait> _limits = [];
    private readonly List<TimeSpan> _pauses = [];

    /// <summary>The pauses so far.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock)
            {
                return [.. _pauses];
            }
        }
    }

    /// <summary>Ends the limit that somebody waits with; if need be once somebody does.</summary>
    public async Task EndLimitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_limits.Count > 0)
                {
                    Array.ForEach([.. _limits], wait => wait.End());
                    return;
                }
            }

            await Task.Delay(1, cancellation);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wait wait = new(this, () => callback(state));
        lock (_lock)
        {
            if (dueTime == limit)
            {
                _limits.Add(wait);
            }
            else
            {
                _pauses.Add(dueTime);
                wait.End();
            }
        }

        return wait;
    }

    private sealed class Wait(HubClock clock, Action callback) : ITimer
    {
        // On another thread: whoever makes a timer may not be ready yet to be called by it.
        public void End() => ThreadPool.QueueUserWorkItem(_ => callback());

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._limits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
