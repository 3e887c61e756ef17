namespace AttnExtract.Model.Text.Characters.Expressions;

/// <summary>A regular expression as steps, one after the other; what a step leads to besides is a number of another.</summary>
internal sealed class ExpressionProgram
{
    private const int MostSteps = 20_000;

    private readonly List<ExpressionStep> _steps = [];

    private ExpressionProgram(string text)
    {
        Text = text;
        Add(ExpressionParser.Read(text));
        Add(new ExpressionStep(StepKind.Found));
        Steps = [.. _steps];
    }

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>The steps; the first begins a match.</summary>
    public ExpressionStep[] Steps { get; }

    /// <summary>How many places it marks.</summary>
    public int MarkCount { get; private set; }

    /// <summary>The steps of an expression.</summary>
    /// <exception cref="NotSupportedException">It has something that is not read here; the message names it.</exception>
    public static ExpressionProgram Of(string expression) => new(expression);

    private int Add(ExpressionStep step)
    {
        _steps.Add(step);
        return _steps.Count <= MostSteps ? _steps.Count - 1 : throw new NotSupportedException($"more than {MostSteps} parts");
    }

    private void Add(ExpressionNode node)
    {
        switch (node)
        {
            case ExpressionNode.One one:
                Add(new ExpressionStep(StepKind.One) { Test = one.Test });
                break;
            case ExpressionNode.Place place:
                Add(new ExpressionStep(StepKind.Place) { Place = place.Kind });
                break;
            case ExpressionNode.Row row:
                foreach (ExpressionNode part in row.Parts)
                {
                    Add(part);
                }

                break;
            case ExpressionNode.Choice choice:
                Add(choice);
                break;
            case ExpressionNode.Loop loop:
                Add(loop);
                break;
            case ExpressionNode.Atom atom:
                AddApart(atom.Body, new ExpressionStep(StepKind.Atom));
                break;
            case ExpressionNode.Look look:
                AddApart(look.Body, new ExpressionStep(look.IsNegative ? StepKind.LookNot : StepKind.Look) { Back = look.Back });
                break;
        }
    }

    private void Add(ExpressionNode.Choice choice)
    {
        List<int> ends = [];
        foreach (ExpressionNode way in choice.Ways.SkipLast(1))
        {
            int split = Add(new ExpressionStep(StepKind.Split));
            Add(way);
            ends.Add(Add(new ExpressionStep(StepKind.Jump)));
            _steps[split] = new(StepKind.Split) { First = split + 1, Other = _steps.Count };
        }

        Add(choice.Ways[^1]);
        foreach (int end in ends)
        {
            _steps[end] = new(StepKind.Jump) { Other = _steps.Count };
        }
    }

    private void Add(ExpressionNode.Loop loop)
    {
        for (int i = 0; i < loop.Least; i++)
        {
            int before = _steps.Count;
            Add(loop.Body);
            if (_steps.Count == before)
            {
                break;
            }
        }

        if (loop.IsEndless)
        {
            // An empty turn would never end.
            bool mayBeEmpty = !TakesSome(loop.Body);
            int split = Add(new ExpressionStep(StepKind.Split));
            int mark = mayBeEmpty ? Add(new ExpressionStep(StepKind.Mark) { Other = MarkCount++ }) : 0;
            Add(loop.Body);
            int last = mayBeEmpty ? Add(new ExpressionStep(StepKind.LeaveEmpty)) : 0;
            Add(new ExpressionStep(StepKind.Jump) { Other = split });
            _steps[split] = Split(split + 1, _steps.Count, loop.IsLazy);
            if (mayBeEmpty)
            {
                _steps[last] = new(StepKind.LeaveEmpty) { First = _steps[mark].Other, Other = _steps.Count };
            }

            return;
        }

        List<int> splits = [];
        for (int i = loop.Least; i < loop.Most; i++)
        {
            splits.Add(Add(new ExpressionStep(StepKind.Split)));
            Add(loop.Body);
        }

        foreach (int split in splits)
        {
            _steps[split] = Split(split + 1, _steps.Count, loop.IsLazy);
        }
    }

    private void AddApart(ExpressionNode body, ExpressionStep step)
    {
        int start = Add(step);
        Add(body);
        Add(new ExpressionStep(StepKind.Found));
        _steps[start] = step with { Other = _steps.Count };
    }

    private static ExpressionStep Split(int body, int exit, bool isLazy) =>
        isLazy ? new(StepKind.Split) { First = exit, Other = body } : new(StepKind.Split) { First = body, Other = exit };

    private static bool TakesSome(ExpressionNode node) => node switch
    {
        ExpressionNode.One => true,
        ExpressionNode.Row row => row.Parts.Any(TakesSome),
        ExpressionNode.Choice choice => choice.Ways.All(TakesSome),
        ExpressionNode.Loop loop => loop.Least > 0 && TakesSome(loop.Body),
        ExpressionNode.Atom atom => TakesSome(atom.Body),
        _ => false,
    };
}

/// <summary>One step.</summary>
/// <param name="Kind">What is done.</param>
internal readonly record struct ExpressionStep(StepKind Kind)
{
    /// <summary>One: the character.</summary>
    public CharacterTest? Test { get; init; }

    /// <summary>Place: which.</summary>
    public PlaceKind Place { get; init; }

    /// <summary>Split: where it goes on; after a turn: the number of the mark.</summary>
    public int First { get; init; }

    /// <summary>
    /// Mark: its number. Else where it goes on: after a jump, an empty turn, after what stands apart, or where the first way of a split led nowhere.
    /// </summary>
    public int Other { get; init; }

    /// <summary>Look: so many characters before.</summary>
    public int Back { get; init; }
}

/// <summary>What a step does.</summary>
internal enum StepKind
{
    /// <summary>Takes a character.</summary>
    One,

    /// <summary>Stands at a place.</summary>
    Place,

    /// <summary>Tries one way, and then another.</summary>
    Split,

    /// <summary>Goes on elsewhere.</summary>
    Jump,

    /// <summary>Marks where a turn begins.</summary>
    Mark,

    /// <summary>Leaves a repetition whose turn took nothing.</summary>
    LeaveEmpty,

    /// <summary>Tries the steps up to the next that has found something, and keeps what they take.</summary>
    Atom,

    /// <summary>Goes on if they find something.</summary>
    Look,

    /// <summary>Goes on if they find nothing.</summary>
    LookNot,

    /// <summary>Has found something.</summary>
    Found,
}
