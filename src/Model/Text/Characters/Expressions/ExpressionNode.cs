namespace AttnExtract.Model.Text.Characters.Expressions;

/// <summary>A part of a regular expression.</summary>
internal abstract record ExpressionNode
{
    private const int Endless = int.MaxValue;

    /// <summary>How many characters it takes, where that is always the same; else null.</summary>
    public abstract int? Length { get; }

    /// <summary>One character.</summary>
    public sealed record One(CharacterTest Test) : ExpressionNode
    {
        public override int? Length => 1;
    }

    /// <summary>One part after the other.</summary>
    public sealed record Row(IReadOnlyList<ExpressionNode> Parts) : ExpressionNode
    {
        public override int? Length => Parts.Aggregate((int?)0, (sum, part) => sum + part.Length);
    }

    /// <summary>The first of several that leads to a match.</summary>
    public sealed record Choice(IReadOnlyList<ExpressionNode> Ways) : ExpressionNode
    {
        public override int? Length => Ways.Select(way => way.Length).Distinct().ToArray() is [var only] ? only : null;
    }

    /// <summary>A part several times, as often as can be or as seldom.</summary>
    public sealed record Loop(ExpressionNode Body, int Least, int Most, bool IsLazy) : ExpressionNode
    {
        public bool IsEndless => Most == Endless;

        public override int? Length => Least == Most ? Least * Body.Length : null;
    }

    /// <summary>A part that matches once and is not tried again.</summary>
    public sealed record Atom(ExpressionNode Body) : ExpressionNode
    {
        public override int? Length => Body.Length;
    }

    /// <summary>A look at what follows, or at so many characters before.</summary>
    public sealed record Look(ExpressionNode Body, int Back, bool IsNegative) : ExpressionNode
    {
        public override int? Length => 0;
    }

    /// <summary>A place between characters.</summary>
    public sealed record Place(PlaceKind Kind) : ExpressionNode
    {
        public override int? Length => 0;
    }
}

/// <summary>Places between characters.</summary>
internal enum PlaceKind
{
    /// <summary>The beginning of the text.</summary>
    Start,

    /// <summary>The end of the text.</summary>
    End,

    /// <summary>The beginning of a line.</summary>
    LineStart,

    /// <summary>The end of a line.</summary>
    LineEnd,

    /// <summary>The end of the text, or before a line feed there.</summary>
    LastLine,

    /// <summary>Between a character of words and another.</summary>
    Boundary,

    /// <summary>Where no boundary is.</summary>
    Within,
}
