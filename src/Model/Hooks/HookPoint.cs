using System.Collections.Immutable;
using AttnExtract.Ground;
using static TorchSharp.torch;

namespace AttnExtract.Model.Hooks;

/// <summary>
/// An identity in the forward line that lets others see and replace what passes. Its name is its path among the modules, so
/// that it is found through <c>named_modules()</c> too, and TorchSharp's own <c>register_forward_hook</c> works on it.
/// </summary>
public sealed class HookPoint : nn.Module<Tensor, Tensor>
{
    private ImmutableArray<Attachment> _attachments = [];

    internal HookPoint(HookName name)
        : base(name.ToString())
    {
        Name = name;
    }

    /// <summary>Where in the encoder it stands.</summary>
    public HookName Name { get; }

    /// <summary>Whether anything is attached, by <see cref="Attach"/> or by the library's own registration.</summary>
    public bool HasListeners =>
        _attachments.Length + pre_hooks.Count + post_hooks.Count + module_pre_hooks.Count + module_post_hooks.Count > 0;

    /// <summary>Whether a hook that is attached here, and does not say what it changes, has replaced what passed.</summary>
    public bool HasReplaced => _attachments.Any(attachment => attachment.HasReplaced && attachment.Changes.Count == 0);

    /// <summary>What the hooks that are attached here say that they change, in the order of attachment.</summary>
    public IEnumerable<string> Changes => _attachments.SelectMany(attachment => attachment.Changes);

    /// <summary>
    /// Attaches a hook. Hooks run in the order of attachment, each seeing what the one before it left; those that were
    /// registered with TorchSharp's own <c>register_forward_hook</c> run after them.
    /// </summary>
    /// <param name="hook">
    /// Gets the tensor that passes and returns its replacement, of the same shape and type, or null to leave it as it is. What it
    /// wants to keep it must move out of the dispose scope of the run, and it must not run the model.
    /// </param>
    /// <param name="changes">
    /// What the hook changes, in words that records and figures repeat; where it says nothing and replaces something, they say that a hook did.
    /// </param>
    /// <returns>Detaches when disposed.</returns>
    public IDisposable Attach(Func<Tensor, Tensor?> hook, params IReadOnlyList<string> changes)
    {
        Attachment attachment = new(this, hook, changes);
        ImmutableInterlocked.Update(ref _attachments, (attached, added) => attached.Add(added), attachment);
        return attachment;
    }

    /// <summary>Passes the tensor on, or what hooks made of it.</summary>
    /// <exception cref="AttnExtractException">A hook returned a tensor of another shape, type or device.</exception>
    public override Tensor forward(Tensor value)
    {
        foreach (Attachment attachment in _attachments)
        {
            Tensor replacement = attachment.Replace(value);
            if (!replacement.shape.AsSpan().SequenceEqual(value.shape))
            {
                throw new AttnExtractException(
                    $"A hook on '{Name}' returned a tensor of shape [{string.Join(", ", replacement.shape)}]; "
                    + $"expected [{string.Join(", ", value.shape)}], the shape that it was given: {Name.Site.Shape}.");
            }

            if ((replacement.dtype, replacement.device_type, replacement.device_index) != (value.dtype, value.device_type, value.device_index))
            {
                throw new AttnExtractException(
                    $"A hook on '{Name}' returned a tensor of {replacement.dtype} on {replacement.device}; "
                    + $"expected {value.dtype} on {value.device}, as it was given: convert it back with .to(value).");
            }

            value = replacement;
        }

        return value;
    }

    // Nothing inside is a module or a weight, and an encoder has a hundred of these: skip the search by reflection.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private sealed class Attachment(HookPoint point, Func<Tensor, Tensor?> hook, IReadOnlyList<string> changes) : IDisposable
    {
        public bool HasReplaced { get; private set; }

        public IReadOnlyList<string> Changes => changes;

        public Tensor Replace(Tensor value)
        {
            Tensor? replacement = hook(value);
            HasReplaced |= replacement is not null;
            return replacement ?? value;
        }

        public void Dispose() => ImmutableInterlocked.Update(ref point._attachments, (attached, gone) => attached.Remove(gone), this);
    }
}
