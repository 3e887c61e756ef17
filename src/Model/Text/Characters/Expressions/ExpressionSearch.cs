using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Characters.Expressions;

/// <summary>
/// Looks for the matches of an expression in a text, as a backtracking matcher does, and counts its steps. Where a match takes many, what led nowhere
/// is remembered and not tried twice, so that backtracking does not multiply; what looks around or stands apart only counts.
/// </summary>
internal sealed class ExpressionSearch
{
    // From then on remembering costs less than trying again.
    private const int StepsWithoutMemory = 256;
    private const int StepsATime = 1024;

    private static readonly CharacterTest OfWords = new(@"[\w\u200C\u200D]", default);

    private readonly ExpressionStep[] _steps;
    private readonly ReadOnlyMemory<char> _text;
    private readonly TextBudget _budget;
    private readonly string _expression;
    private readonly Stack<(int Step, int At)> _open = new();
    private readonly int[] _marks;
    private HashSet<(int Step, int At)>? _seen;
    private int _count;
    private long _all;
    private int _ofMatch;

    /// <summary>Begins a search.</summary>
    /// <param name="program">The expression.</param>
    /// <param name="text">The text.</param>
    /// <param name="budget">What work is left for it.</param>
    public ExpressionSearch(ExpressionProgram program, ReadOnlyMemory<char> text, TextBudget budget)
    {
        _steps = program.Steps;
        _marks = new int[program.MarkCount];
        _text = text;
        _budget = budget;
        _expression = program.Text;
    }

    /// <summary>The matches in order, those that take something.</summary>
    public IEnumerable<Piece> All()
    {
        for (int start = 0; start < _text.Length;)
        {
            _ofMatch = 0;
            _seen = null;
            int end = Run(0, start, isApart: false);
            if (end > start)
            {
                yield return new Piece(start, end);
            }

            start = Math.Max(end, start + 1);
        }

        Spend();
    }

    // Where the steps end that begin so; -1 where they lead nowhere.
    private int Run(int step, int at, bool isApart)
    {
        ReadOnlySpan<char> text = _text.Span;
        int floor = _open.Count;
        while (true)
        {
            Count();
            ref readonly ExpressionStep now = ref _steps[step];
            bool goesOn = true;
            switch (now.Kind)
            {
                case StepKind.One:
                    goesOn = at < text.Length && now.Test!.Holds(text[at]);
                    (step, at) = (step + 1, at + 1);
                    break;
                case StepKind.Place:
                    goesOn = IsAt(now.Place, at, text);
                    step++;
                    break;
                case StepKind.Split:
                    goesOn = isApart || _seen is null || _seen.Add((step, at));
                    if (goesOn)
                    {
                        _open.Push((now.Other, at));
                        step = now.First;
                    }

                    break;
                case StepKind.Jump:
                    step = now.Other;
                    break;
                case StepKind.Mark:
                    _open.Push((~now.Other, _marks[now.Other]));
                    _marks[now.Other] = at;
                    step++;
                    break;
                case StepKind.LeaveEmpty:
                    step = at == _marks[now.First] ? now.Other : step + 1;
                    break;
                case StepKind.Atom:
                    int end = Run(step + 1, at, isApart: true);
                    goesOn = end >= 0;
                    (step, at) = (now.Other, end);
                    break;
                case StepKind.Look or StepKind.LookNot:
                    goesOn = (at >= now.Back && Run(step + 1, at - now.Back, isApart: true) >= 0) == (now.Kind == StepKind.Look);
                    step = now.Other;
                    break;
                default:
                    while (_open.Count > floor)
                    {
                        _open.Pop();
                    }

                    return at;
            }

            if (!goesOn && !TakesUp(floor, out step, out at))
            {
                return -1;
            }
        }
    }

    // The way that was left open last; marks are set back on the way to it.
    private bool TakesUp(int floor, out int step, out int at)
    {
        while (_open.Count > floor)
        {
            (step, at) = _open.Pop();
            if (step >= 0)
            {
                return true;
            }

            _marks[~step] = at;
        }

        (step, at) = (0, 0);
        return false;
    }

    private void Count()
    {
        if (++_count == StepsATime)
        {
            Spend();
        }

        if (++_ofMatch == StepsWithoutMemory)
        {
            _seen = [];
        }
    }

    private void Spend()
    {
        _all += _count;
        _budget.Spend(_count, _expression, _all / Math.Max(1, _text.Length));
        _count = 0;
    }

    private static bool IsAt(PlaceKind place, int at, ReadOnlySpan<char> text) => place switch
    {
        PlaceKind.Start => at == 0,
        PlaceKind.End => at == text.Length,
        PlaceKind.LineStart => at == 0 || text[at - 1] == '\n',
        PlaceKind.LineEnd => at == text.Length || text[at] == '\n',
        PlaceKind.LastLine => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
        _ => (IsOfWord(at - 1, text) != IsOfWord(at, text)) == (place == PlaceKind.Boundary),
    };

    private static bool IsOfWord(int at, ReadOnlySpan<char> text) => at >= 0 && at < text.Length && OfWords.Holds(text[at]);
}
