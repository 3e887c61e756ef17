using AttnExtract.Ground;

namespace AttnExtract.Model.Network;

/// <summary>
/// Lets one run of a model through at a time. Who comes meanwhile waits, and what a run may be using is freed when it is over.
/// A thread that has the turn may take it again, but not while a pass is under way, which is to say from inside a hook: neither
/// on the hook's own thread nor on one that the hook started. A thread that the hook did not start waits; but where a pass does
/// nothing but wait for as long as <see cref="Patience"/>, it may be waiting for that very thread, which is then refused too.
/// </summary>
public sealed class Turnstile
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly AsyncLocal<Pass?> Current = new();

    private readonly object _state = new();
    private readonly Queue<Action> _afterwards = [];
    private Thread? _holder;
    private int _depth;
    private Pass? _pass;
    private bool _isClosed;
    private volatile bool _isFreed;

    internal Turnstile()
    {
    }

    /// <summary>How long a pass may stand still and wait before those who wait for it are refused.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the turn and takes it, for this thread: runs of others wait, and so does who disposes the model.</summary>
    /// <returns>Gives the turn back when disposed, by the same thread.</returns>
    /// <exception cref="AttnExtractException">A pass is under way that this call is a part of, or that waits for it.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IDisposable Enter()
    {
        lock (_state)
        {
            RequireOutsidePass();
            if (!TryTake())
            {
                throw new AttnExtractException(
                    $"Another run of this model has stood still for {Patience.TotalSeconds:0.##} seconds: one of its hooks waits, perhaps for "
                    + "this call, which cannot begin before that run is over. Hooks must not wait for what runs the model.");
            }

            if (_isFreed || (_isClosed && _depth == 1))
            {
                Release();
                throw new ObjectDisposedException(nameof(PretrainedModel));
            }
        }

        return new Turn(this);
    }

    /// <summary>Disposes what a run may be using: at once, or when the run in progress is over.</summary>
    public void Free(IDisposable used) => Free(used.Dispose);

    /// <summary>Begins a pass, which is a turn too.</summary>
    internal Pass BeginPass() => new(this, Enter());

    /// <summary>Lets nobody in any more; frees when the run in progress is over.</summary>
    internal void Close(Action free)
    {
        lock (_state)
        {
            _isClosed = true;
        }

        Free(() =>
        {
            _isFreed = true;
            free();
        });
    }

    /// <summary>Refuses what uses the weights without a turn, once they are gone.</summary>
    internal void RequireWeights() => ObjectDisposedException.ThrowIf(_isFreed, typeof(PretrainedModel));

    // Whoever frees must not be refused: what cannot be freed now is left to the run that is in the way.
    private void Free(Action free)
    {
        lock (_state)
        {
            if (IsInsidePass || !TryTake())
            {
                _afterwards.Enqueue(free);
                return;
            }
        }

        using Turn turn = new(this);
        free();
    }

    private bool IsInsidePass
    {
        get
        {
            bool isInside = _pass is not null && _holder == Thread.CurrentThread;
            for (Pass? pass = Current.Value; pass is not null; pass = pass.Outer)
            {
                isInside |= pass == _pass;
            }

            return isInside;
        }
    }

    private void RequireOutsidePass()
    {
        if (IsInsidePass)
        {
            throw new AttnExtractException(
                "A hook asked for a run of the model that is running it, and a run cannot begin inside another: keep what the hook sees "
                + "and run the model when this run is over, or load the model a second time.");
        }
    }

    // False where the pass in progress stands still and waits, and goes on doing so. The state is locked, but for the waiting.
    private bool TryTake()
    {
        long since = Environment.TickCount64;
        (Pass?, int) seen = default;
        while (_holder is not null && _holder != Thread.CurrentThread)
        {
            Monitor.Wait(_state, Beat);
            (Pass?, int) now = (_pass, _pass?.Steps ?? 0);
            bool standsStill = _pass is not null && now == seen && _holder?.ThreadState.HasFlag(ThreadState.WaitSleepJoin) == true;
            seen = now;
            if (!standsStill)
            {
                since = Environment.TickCount64;
            }
            else if (Environment.TickCount64 - since > Patience.TotalMilliseconds)
            {
                return false;
            }
        }

        _holder = Thread.CurrentThread;
        _depth++;
        return true;
    }

    private void Leave()
    {
        while (true)
        {
            Action? free;
            lock (_state)
            {
                if (_depth > 1 || !_afterwards.TryDequeue(out free))
                {
                    Release();
                    return;
                }
            }

            free();
        }
    }

    private void Release()
    {
        _depth--;
        if (_depth == 0)
        {
            _holder = null;
            Monitor.PulseAll(_state);
        }
    }

    /// <summary>A forward pass under way, in which hooks are called.</summary>
    internal sealed class Pass : IDisposable
    {
        private readonly Turnstile _turnstile;
        private readonly IDisposable _turn;

        public Pass(Turnstile turnstile, IDisposable turn)
        {
            _turnstile = turnstile;
            _turn = turn;
            Outer = Current.Value;
            Current.Value = this;
            _turnstile._pass = this;
        }

        /// <summary>The pass of another model in one of whose hooks this one began.</summary>
        public Pass? Outer { get; }

        /// <summary>How far it has come.</summary>
        public int Steps { get; private set; }

        /// <summary>Says that it goes on.</summary>
        /// <exception cref="OperationCanceledException">Whoever watches has ended it.</exception>
        public void Advance()
        {
            RunWatch.Step();
            Steps++;
        }

        public void Dispose()
        {
            Current.Value = Outer;
            lock (_turnstile._state)
            {
                _turnstile._pass = null;
            }

            _turn.Dispose();
        }
    }

    private sealed class Turn(Turnstile turnstile) : IDisposable
    {
        private Turnstile? _turnstile = turnstile;

        public void Dispose()
        {
            _turnstile?.Leave();
            _turnstile = null;
        }
    }
}
