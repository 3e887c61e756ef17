using System.Collections.Immutable;

namespace AttnExtract.Model.Hooks;

/// <summary>
/// Sees which hooks change what passes, in the runs that its own thread and what that starts make until it is disposed. Hooks that are attached
/// under it are the run's own and not seen; those that somebody attached before are.
/// </summary>
public sealed class HookWatch : IDisposable
{
    private static readonly AsyncLocal<HookWatch?> Open = new();

    private readonly HookWatch? _around = Open.Value;
    private readonly object _state = new();
    private readonly HashSet<HookName> _replaced = [];
    private readonly SortedDictionary<long, IReadOnlyList<string>> _changes = [];

    /// <summary>Begins to watch.</summary>
    public HookWatch()
    {
        Open.Value = this;
    }

    /// <summary>What hooks that changed something say that they change, in the order of attachment.</summary>
    public ImmutableArray<string> Changes
    {
        get
        {
            lock (_state)
            {
                return [.. _changes.Values.Distinct<IReadOnlyList<string>>(ReferenceEqualityComparer.Instance).SelectMany(changes => changes)];
            }
        }
    }

    /// <summary>Who watches what this thread runs; null where nobody does.</summary>
    internal static HookWatch? Current => Open.Value;

    /// <summary>Whether a hook that does not say what it changes has changed something at a point.</summary>
    /// <param name="name">The point.</param>
    public bool HasReplaced(HookName name)
    {
        lock (_state)
        {
            return _replaced.Contains(name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Open.Value = _around;

    /// <summary>Stops watching on this thread, for somebody else's code: what it attaches or runs is its own affair.</summary>
    /// <returns>Goes on watching when disposed.</returns>
    internal static Pause Pausing() => new(Open.Value);

    /// <summary>Tells everybody who watches, but whose own hook it is, that a hook changed something.</summary>
    /// <param name="name">Where.</param>
    /// <param name="within">Under which watch the hook was attached; null where under none.</param>
    /// <param name="order">How many were attached before it.</param>
    /// <param name="changes">What it says that it changes.</param>
    internal static void Tell(HookName name, HookWatch? within, long order, IReadOnlyList<string> changes)
    {
        for (HookWatch? watch = Open.Value; watch is not null && watch != within; watch = watch._around)
        {
            watch.Note(name, order, changes);
        }
    }

    private void Note(HookName name, long order, IReadOnlyList<string> changes)
    {
        lock (_state)
        {
            if (changes.Count == 0)
            {
                _replaced.Add(name);
            }
            else
            {
                _changes[order] = changes;
            }
        }
    }

    /// <summary>See <see cref="Pausing"/>.</summary>
    internal readonly ref struct Pause
    {
        private readonly HookWatch? _paused;

        public Pause(HookWatch? paused)
        {
            _paused = paused;
            Open.Value = null;
        }

        public void Dispose() => Open.Value = _paused;
    }
}
