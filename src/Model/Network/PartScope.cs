using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// Frees what a part of a pass, such as a layer, made on its way when that part is over. What it hands on, what hooks were shown, and what is made
/// in hooks or for the whole pass, belongs to the dispose scope around the pass, as if the pass had no parts.
/// </summary>
internal sealed class PartScope : IDisposable
{
    [ThreadStatic]
    private static PartScope? _current;

    private readonly PartScope? _before = _current;
    private readonly DisposeScope? _around = CurrentDisposeScope;
    private readonly DisposeScope _own = NewDisposeScope();

    /// <summary>Begins a part.</summary>
    /// <param name="taken">What the part before handed on, to be freed with this one; null for nothing.</param>
    public PartScope(Tensor? taken = null)
    {
        _current = this;
        if (taken is not null)
        {
            _own.Attach(taken);
        }
    }

    /// <summary>Makes what parts share, which stays when the one is over that asks for it first.</summary>
    /// <param name="make">Makes a tensor, a tuple of them, or something that has none; what it makes on its way is freed.</param>
    public static T ForWholePass<T>(Func<T> make)
        where T : notnull
    {
        using Leave part = StepOut();
        using DisposeScope making = NewDisposeScope();
        T made = make();
        IEnumerable<object?> parts = made is ITuple several ? Enumerable.Range(0, several.Length).Select(i => several[i]) : [made];
        making.MoveToOuter(parts.OfType<Tensor>());
        return made;
    }

    /// <summary>Leaves the part for its time: what is made meanwhile belongs to the scope around the pass.</summary>
    /// <param name="shown">What somebody is shown who may keep it.</param>
    /// <returns>Goes back when disposed.</returns>
    public static Leave StepOut(Tensor? shown = null)
    {
        PartScope? left = _current;
        if (left is not null)
        {
            _current = null;
            if (shown is not null)
            {
                left.HandOn(shown);
            }

            SetCurrent(Manager(null), left._around);
        }

        return new Leave(left);
    }

    /// <summary>Frees one of the large tensors of a part as soon as the next step has it; gradients hold on to what they need by themselves.</summary>
    /// <param name="before">What nobody else was shown.</param>
    /// <param name="after">What was made of it, or itself.</param>
    public static Tensor Instead(Tensor before, Tensor after)
    {
        if (!ReferenceEquals(before, after))
        {
            before.Dispose();
        }

        return after;
    }

    /// <summary>Saves what the part ends in from being freed with it.</summary>
    /// <returns>Whether nobody else knows it, so that the next part may free it.</returns>
    public bool HandOn(Tensor value)
    {
        bool isOwn = _own.Contains(value);
        _own.MoveToOuter(value);
        return isOwn;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current = _before;
        _own.Dispose();
    }

    // The library shows which scope is the current one, and lets only new ones become it.
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_ThreadSingleton")]
    private static extern DisposeScopeManager Manager(DisposeScopeManager? type);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_CurrentDisposeScope")]
    private static extern void SetCurrent(DisposeScopeManager manager, DisposeScope? scope);

    /// <summary>See <see cref="StepOut"/>.</summary>
    public readonly ref struct Leave(PartScope? left)
    {
        public void Dispose()
        {
            if (left is not null)
            {
                _current = left;
                SetCurrent(Manager(null), left._own);
            }
        }
    }
}
