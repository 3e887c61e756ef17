using Microsoft.AspNetCore.Http;

namespace AttnExtract.Serve.Runs;

/// <summary>Lets one run through at a time, in the order in which they came.</summary>
/// <param name="most">How many may wait.</param>
internal sealed class RunQueue(int most)
{
    private readonly object _state = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private bool _isTaken;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_state)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether a run is under way.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_state)
            {
                return _isTaken;
            }
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <param name="placed">Is told the place, 1 for who is next, whenever it changes; not for who need not wait.</param>
    /// <param name="cancellation">Gives up the place.</param>
    /// <returns>Gives the turn on when disposed.</returns>
    /// <exception cref="RequestException">Too many wait.</exception>
    public async Task<IDisposable> EnterAsync(Action<int> placed, CancellationToken cancellation)
    {
        Waiting one = new(placed);
        lock (_state)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new Turn(this);
            }

            if (_waiting.Count >= most)
            {
                throw new RequestException(
                    StatusCodes.Status503ServiceUnavailable, $"{most} runs wait already, which is as many as may; ask again when some are done.");
            }

            _waiting.AddLast(one);
            placed(_waiting.Count);
        }

        using CancellationTokenRegistration givingUp = cancellation.Register(() => GiveUp(one, cancellation));
        await one.Called.Task;
        return new Turn(this);
    }

    private void GiveUp(Waiting one, CancellationToken cancellation)
    {
        lock (_state)
        {
            if (_waiting.Remove(one))
            {
                one.Called.SetCanceled(cancellation);
                TellPlaces();
            }
        }
    }

    private void Leave()
    {
        lock (_state)
        {
            if (_waiting.First is not { Value: var next })
            {
                _isTaken = false;
                return;
            }

            _waiting.RemoveFirst();
            next.Called.SetResult();
            TellPlaces();
        }
    }

    private void TellPlaces()
    {
        int place = 1;
        foreach (Waiting one in _waiting)
        {
            one.Placed(place++);
        }
    }

    private sealed class Waiting(Action<int> placed)
    {
        public Action<int> Placed { get; } = placed;

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Turn(RunQueue queue) : IDisposable
    {
        private RunQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }
}
