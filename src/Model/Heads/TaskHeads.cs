using System.Collections;
using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Heads;

/// <summary>The heads of a model.</summary>
public sealed class TaskHeads : IReadOnlyList<TaskHead>, IDisposable
{
    private readonly ImmutableArray<TaskHead> _heads;
    private readonly IReadOnlyDictionary<HeadKind, string> _reasons;

    /// <summary>Puts them together.</summary>
    /// <param name="heads">The heads that there are.</param>
    /// <param name="reasons">For those that the family knows and the folder lacks, why.</param>
    internal TaskHeads(ImmutableArray<TaskHead> heads, IReadOnlyDictionary<HeadKind, string> reasons)
    {
        _heads = heads;
        _reasons = reasons;
    }

    /// <inheritdoc/>
    public int Count => _heads.Length;

    /// <inheritdoc/>
    public TaskHead this[int index] => _heads[index];

    /// <summary>The head of a kind.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says why, and which there are.</exception>
    public TaskHead this[HeadKind kind] => Find(kind) ?? throw new AttnExtractException(
        $"The model has no head for {kind.Meaning}: {_reasons.GetValueOrDefault(kind, "models of its family have none")}. "
        + (Count == 0 ? "It has no other head." : $"It has heads for {string.Join(", ", this.Select(head => head.Spec.Kind.Meaning))}."));

    /// <summary>The head of a kind; null where there is none.</summary>
    public TaskHead? Find(HeadKind kind) => _heads.FirstOrDefault(head => head.Spec.Kind == kind);

    /// <inheritdoc/>
    public IEnumerator<TaskHead> GetEnumerator() => ((IEnumerable<TaskHead>)_heads).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (TaskHead head in _heads)
        {
            head.Dispose();
        }
    }
}
