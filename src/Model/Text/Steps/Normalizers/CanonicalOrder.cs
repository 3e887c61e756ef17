using System.Text;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>
/// The decomposed code points of a text in canonical order. Each says whether it is the first of its source character;
/// that mark travels with it when marks are reordered.
/// </summary>
internal sealed class CanonicalOrder(bool compatibility)
{
    private readonly List<(int CodePoint, bool IsFirst, int Class)> _pending = [];
    private bool _isFirst;

    /// <summary>Calls <paramref name="write"/> for every decomposed code point of <paramref name="text"/>.</summary>
    public void Decompose(ReadOnlySpan<char> text, Action<int, bool> write)
    {
        Action<int> add = codePoint => Add(codePoint, write);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _isFirst = true;
            if (rune.IsAscii)
            {
                Add(rune.Value, write);
            }
            else
            {
                UnicodeForms.Decompose(rune.Value, compatibility, add);
            }
        }

        Flush(write);
    }

    private void Add(int codePoint, Action<int, bool> write)
    {
        int combiningClass = UnicodeForms.CombiningClass(codePoint);
        if (combiningClass == 0)
        {
            Flush(write);
            write(codePoint, _isFirst);
        }
        else
        {
            _pending.Add((codePoint, _isFirst, combiningClass));
        }

        _isFirst = false;
    }

    private void Flush(Action<int, bool> write)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        // Marks of one class keep their order, so the sort must be stable; a long run of marks must not take quadratic time.
        IEnumerable<(int CodePoint, bool IsFirst, int Class)> ordered =
            _pending.Count == 1 ? _pending : _pending.OrderBy(mark => mark.Class);
        foreach ((int codePoint, bool isFirst, _) in ordered)
        {
            write(codePoint, isFirst);
        }

        _pending.Clear();
    }
}
