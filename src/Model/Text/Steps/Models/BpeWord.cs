namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>
/// A piece while its symbols are merged: a linked list of them and a queue of the merges that are possible, lowest rank first, then
/// leftmost. A merge touches two neighbours only, so n characters take n log n steps.
/// </summary>
internal sealed class BpeWord
{
    private readonly PriorityQueue<(int Position, int Id), long> _queue = new();
    private Symbol[] _symbols = new Symbol[64];
    private int _count;

    public void Clear()
    {
        _count = 0;
        _queue.Clear();
    }

    /// <summary>Appends a symbol that stands for the units from <paramref name="start"/> to <paramref name="end"/> (exclusive).</summary>
    public void Add(int id, int start, int end)
    {
        if (_count == _symbols.Length)
        {
            Array.Resize(ref _symbols, 2 * _count);
        }

        _symbols[_count] = new Symbol { Id = id, Start = start, End = end, Previous = _count - 1, Next = -1 };
        if (_count > 0)
        {
            _symbols[_count - 1].Next = _count;
        }

        _count++;
    }

    /// <summary>Lets the last symbol end at <paramref name="end"/>.</summary>
    public void ExtendLast(int end) => _symbols[_count - 1].End = end;

    public void Merge(MergeTable merges)
    {
        for (int position = 0; position + 1 < _count; position++)
        {
            Propose(merges, position, position + 1);
        }

        while (_queue.TryDequeue(out (int Position, int Id) merge, out _))
        {
            ref Symbol left = ref _symbols[merge.Position];
            if (left.IsGone || left.Next < 0)
            {
                continue;
            }

            // The neighbours may have changed since; what counts is that they still become the same token.
            ref Symbol right = ref _symbols[left.Next];
            if (!merges.TryGet(left.Id, right.Id, out (int Rank, int Id) now) || now.Id != merge.Id)
            {
                continue;
            }

            (left.Id, left.End, left.Next) = (merge.Id, right.End, right.Next);
            right.IsGone = true;
            if (left.Next >= 0)
            {
                _symbols[left.Next].Previous = merge.Position;
                Propose(merges, merge.Position, left.Next);
            }

            if (left.Previous >= 0)
            {
                Propose(merges, left.Previous, merge.Position);
            }
        }
    }

    /// <summary>The symbols that are left, in order.</summary>
    public IEnumerator<(int Id, int Start, int End)> GetEnumerator()
    {
        for (int position = 0; position >= 0 && position < _count; position = _symbols[position].Next)
        {
            yield return (_symbols[position].Id, _symbols[position].Start, _symbols[position].End);
        }
    }

    private void Propose(MergeTable merges, int left, int right)
    {
        if (merges.TryGet(_symbols[left].Id, _symbols[right].Id, out (int Rank, int Id) merge))
        {
            _queue.Enqueue((left, merge.Id), ((long)merge.Rank << 32) | (uint)left);
        }
    }

    private struct Symbol
    {
        public int Id;
        public int Start;
        public int End;
        public int Previous;
        public int Next;
        public bool IsGone;
    }
}
