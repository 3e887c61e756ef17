using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Hooks;

/// <summary>
/// An identity in the forward line that lets others see and replace what passes. Its name is its path among the modules, so
/// that it is found through <c>named_modules()</c> too, and TorchSharp's own <c>register_forward_hook</c> works on it.
/// </summary>
public sealed class HookPoint : nn.Module<Tensor, Tensor>
{
    private ImmutableArray<Attachment> _attachments = [];

    // What the library's hooks were given and what they get: one pass goes through an encoder at a time.
    private TensorState _entered;
    private TensorState _left;

    internal HookPoint(HookName name)
        : base(name.ToString())
    {
        Name = name;
    }

    /// <summary>Where in the encoder it stands.</summary>
    public HookName Name { get; }

    /// <summary>Whether anything is attached, by <see cref="Attach"/> or by the library's own registration.</summary>
    public bool HasListeners => _attachments.Length > 0 || HasRegistered;

    /// <summary>Whether somebody is attached who may keep what passes, or put something in its place.</summary>
    public bool HasKeepers => HasRegistered || _attachments.Any(attachment => !attachment.OnlyLooks);

    private bool HasRegistered => pre_hooks.Count + post_hooks.Count + module_pre_hooks.Count + module_post_hooks.Count > 0;

    /// <summary>
    /// Attaches a hook. Hooks run in the order of attachment, each seeing what the one before it left; those that were
    /// registered with TorchSharp's own <c>register_forward_hook</c> run after them.
    /// </summary>
    /// <param name="hook">
    /// Gets the tensor that passes and returns its replacement, of the same shape and type, or null to leave it as it is. What it
    /// wants to keep it must move out of the dispose scope of the run, and it must not run the model. One that writes into the tensor
    /// itself is taken for one that replaces it.
    /// </param>
    /// <param name="changes">
    /// What the hook changes, in words that records and figures repeat; where it says nothing and replaces something, they say that a hook did.
    /// </param>
    /// <returns>Detaches when disposed.</returns>
    public IDisposable Attach(Func<Tensor, Tensor?> hook, params IReadOnlyList<string> changes) => Attached(new Attachment(this, hook, changes));

    /// <summary>Attaches somebody who looks at what passes, changes nothing and keeps no tensor: what passes is freed when its layer is over.</summary>
    /// <param name="look">Gets the tensor that passes; what it makes of it is freed with it.</param>
    /// <returns>Detaches when disposed.</returns>
    /// <param name="reader">
    /// Reads the same map by map and some rows at a time instead, of real tokens alone, where all who are attached do so; null if it must be whole. At
    /// patterns only.
    /// </param>
    public IDisposable Observe(Action<Tensor> look, ITileReader? reader = null) => Attached(new Attachment(
        this,
        value =>
        {
            look(value);
            return null;
        },
        [])
    {
        OnlyLooks = true,
        Reader = reader,
    });

    /// <summary>Those who are attached, where each reads maps in tiles; empty where one does not, or nobody is there.</summary>
    internal ImmutableArray<ITileReader> Readers => !HasRegistered && _attachments.All(attachment => attachment.Reader is not null)
        ? [.. _attachments.Select(attachment => attachment.Reader!)]
        : [];

    /// <summary>Passes the tensor on, or what hooks made of it: those of <see cref="Attach"/> and those that the library knows.</summary>
    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor value)
    {
        if (!HasKeepers)
        {
            return base.call(value);
        }

        using PartScope.Leave somebodyElses = PartScope.StepOut(shown: value);
        if (!HasRegistered)
        {
            return base.call(value);
        }

        TensorState given = StateIfWatched(value);
        Tensor passed = base.call(value);
        RequireLike(value, passed);
        if (!_entered.Is(given) || !_left.Is(StateIfWatched(passed)))
        {
            HookWatch.Tell(Name, null, long.MaxValue, []);
        }

        (_entered, _left) = (default, default);
        return passed;
    }

    /// <summary>Passes the tensor on, or what hooks of <see cref="Attach"/> made of it.</summary>
    /// <exception cref="AttnExtractException">A hook returned a tensor of another shape, type or device.</exception>
    public override Tensor forward(Tensor value)
    {
        bool isRegistered = HasRegistered;
        _entered = isRegistered ? StateIfWatched(value) : default;
        foreach (Attachment attachment in _attachments)
        {
            Tensor passed = attachment.Pass(value);
            RequireLike(value, passed);
            value = passed;
        }

        _left = isRegistered ? StateIfWatched(value) : default;
        return value;
    }

    private Attachment Attached(Attachment attachment)
    {
        ImmutableInterlocked.Update(ref _attachments, (attached, added) => attached.Add(added), attachment);
        return attachment;
    }

    private static TensorState StateIfWatched(Tensor value) => HookWatch.Current is null ? default : new(value);

    private void RequireLike(Tensor value, Tensor passed)
    {
        if (!passed.shape.AsSpan().SequenceEqual(value.shape))
        {
            throw new AttnExtractException(
                $"A hook on '{Name}' returned a tensor of shape [{string.Join(", ", passed.shape)}]; "
                + $"expected [{string.Join(", ", value.shape)}], the shape that it was given: {Name.Site.Shape}.");
        }

        if ((passed.dtype, passed.device_type, passed.device_index) != (value.dtype, value.device_type, value.device_index))
        {
            throw new AttnExtractException(
                $"A hook on '{Name}' returned a tensor of {passed.dtype} on {passed.device}; "
                + $"expected {value.dtype} on {value.device}, as it was given: convert it back with .to(value).");
        }
    }

    // Nothing inside is a module or a weight, and an encoder has a hundred of these: skip the search by reflection.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private sealed class Attachment(HookPoint point, Func<Tensor, Tensor?> hook, IReadOnlyList<string> changes) : IDisposable
    {
        private static long _count;

        private readonly long _order = Interlocked.Increment(ref _count);
        private readonly HookWatch? _within = HookWatch.Current;

        public bool OnlyLooks { get; init; }

        public ITileReader? Reader { get; init; }

        public Tensor Pass(Tensor value) => HookWatch.Current == _within ? hook(value) ?? value : PassWatched(value);

        public void Dispose() => ImmutableInterlocked.Update(ref point._attachments, (attached, gone) => attached.Remove(gone), this);

        private Tensor PassWatched(Tensor value)
        {
            TensorState given = new(value);
            Tensor passed;
            using (HookWatch.Pausing())
            {
                passed = hook(value) ?? value;
            }

            if (!given.Is(new(passed)))
            {
                HookWatch.Tell(point.Name, _within, _order, changes);
            }

            return passed;
        }
    }
}
