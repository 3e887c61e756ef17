using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Characters;

/// <summary>Cuts a piece of text at delimiters.</summary>
internal static class Splitter
{
    /// <summary>Reads a behavior as tokenizer.json spells it.</summary>
    public static SplitBehavior Read(JsonPart part, SplitBehavior? fallback = null)
    {
        if (fallback is { } known && part.Find("behavior") is null)
        {
            return known;
        }

        string name = part.Text("behavior");
        return Enum.GetNames<SplitBehavior>().Contains(name)
            ? Enum.Parse<SplitBehavior>(name)
            : throw part.Get("behavior").Wrong($"should be one of {string.Join(", ", Enum.GetNames<SplitBehavior>())}, not '{name}'");
    }

    /// <summary>
    /// Adds the parts of <paramref name="piece"/> to <paramref name="parts"/>. The delimiters are in order, inside the piece and do
    /// not overlap; with <paramref name="invert"/> they are what lies between them instead.
    /// </summary>
    public static void Cut(Piece piece, IReadOnlyList<Piece> delimiters, SplitBehavior behavior, bool invert, List<Piece> parts)
    {
        Cutter cutter = new(behavior, parts);
        int start = piece.Start;
        foreach (Piece delimiter in delimiters)
        {
            cutter.Add(new Piece(start, delimiter.Start), isDelimiter: invert);
            cutter.Add(delimiter, isDelimiter: !invert);
            start = delimiter.End;
        }

        cutter.Add(new Piece(start, piece.End), isDelimiter: invert);
    }

    private sealed class Cutter(SplitBehavior behavior, List<Piece> parts)
    {
        private bool _lastIsDelimiter;
        private bool _any;

        public void Add(Piece part, bool isDelimiter)
        {
            if (part.Length == 0)
            {
                return;
            }

            bool joins = _any && behavior switch
            {
                SplitBehavior.MergedWithPrevious => isDelimiter && !_lastIsDelimiter,
                SplitBehavior.MergedWithNext => !isDelimiter && _lastIsDelimiter,
                SplitBehavior.Contiguous => isDelimiter == _lastIsDelimiter,
                _ => false,
            };
            if (joins)
            {
                parts[^1] = new Piece(parts[^1].Start, part.End);
            }
            else if (!isDelimiter || behavior != SplitBehavior.Removed)
            {
                parts.Add(part);
            }

            (_any, _lastIsDelimiter) = (true, isDelimiter);
        }
    }
}

/// <summary>What becomes of a delimiter at which a text is cut.</summary>
internal enum SplitBehavior
{
    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It is a piece of its own.</summary>
    Isolated,

    /// <summary>It ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>Neighbouring delimiters are one piece.</summary>
    Contiguous,
}
