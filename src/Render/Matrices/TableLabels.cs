namespace AttnExtract.Render.Matrices;

/// <summary>Which parts of a table are labels.</summary>
/// <param name="Header">Whether the first row labels columns.</param>
/// <param name="Index">Whether the first column labels rows.</param>
/// <param name="Remark">What is said where another reading is possible; null where none is.</param>
internal sealed record TableLabels(bool Header, bool Index, string? Remark = null)
{
    private const string Neither = "--header off --index off reads them as data.";
    private const string DataOrHeader = "its first row is read as data; --header on reads it as labels of columns.";
    private const string HeaderOrData = "the numbers of its first row are read as labels of columns; --header off reads them as data.";
    private const string DataOrIndex = "its first column is read as data; --index on reads it as labels of rows.";

    // Of decimal fractions, which are rounded.
    private const double SameStep = 1e-6;

    /// <summary>What a table lets be seen of its labels.</summary>
    /// <param name="Top">The fields of the first row.</param>
    /// <param name="FirstColumn">The first fields of the rows under it.</param>
    /// <param name="IsShort">Whether the first row lacks the field over row labels, as R writes it.</param>
    /// <param name="Body">The numbers under the first row, first column included.</param>
    internal sealed record Sight(IReadOnlyList<TableField> Top, IReadOnlyList<TableField> FirstColumn, bool IsShort, Matrix Body);

    /// <summary>Finds the labels as far as nobody says which there are.</summary>
    public static TableLabels Find(Sight seen, MatrixChoices choices, string path)
    {
        TableLabels found = Guess(seen);
        TableLabels taken = new(choices.Header ?? found.Header, choices.Index ?? IsIndex(seen, choices.Header ?? found.Header, found.Index));
        return found.Remark is { } remark && choices is { Header: null, Index: null } ? taken with { Remark = $"'{path}': {remark}" } : taken;
    }

    // An empty corner, or a text in the corner of numbers, can only be over labels.
    private static TableLabels Guess(Sight seen)
    {
        (IReadOnlyList<TableField> top, IReadOnlyList<TableField> column) = (seen.Top, seen.FirstColumn);
        bool hasLabelledRows = seen.IsShort || HasMostlyTexts(column);
        TableField[] rest = [.. top.Skip(hasLabelledRows && !seen.IsShort ? 1 : 0)];
        if (seen.IsShort || (top.Count > 1 && top[0].Text.Length == 0 && top.Skip(1).Any(field => field.Text.Length > 0) && column.Count > 0))
        {
            return new(true, true, !seen.IsShort && AreFractions(top.Skip(1)) && !column.Any(field => field.IsText)
                ? $"nothing stands in its corner, so its first row and column are read as labels; {Neither}" : null);
        }

        if (HasMostlyTexts(rest) || (!hasLabelledRows && top[0].IsText && rest.Skip(1).Any(field => field.IsText)))
        {
            return new(true, hasLabelledRows, hasLabelledRows ? null : NamedCountingColumn(seen));
        }

        if (rest.Any(field => field.IsText))
        {
            bool isCorner = top[0].IsText && top.Count > 1 && column.Count > 0 && !column.Any(field => field.IsText);
            return isCorner
                ? new(true, true, $"'{top[0].Text}' stands in its corner, so its first row and column are read as labels; {Neither}")
                : new(false, hasLabelledRows);
        }

        return hasLabelledRows && top[0].IsText ? NumbersUnderCorner(seen, rest) : NumbersOnly(seen, rest, hasLabelledRows);
    }

    private static TableLabels NumbersUnderCorner(Sight seen, TableField[] rest)
    {
        if (!AreWholeAndRising(rest))
        {
            return new(false, true, HasEvenFractions(rest, seen.Body) ? DataOrHeader : null);
        }

        // Any two numbers lie as far from each other all along.
        bool isHeader = CanBeHeader(rest, seen.Body, 1) && (rest.Length > 2 || HasFractions(seen.Body, 1) || LiesApart(rest, seen.Body));
        return isHeader ? new(true, true, HeaderOrData) : new(false, true, DataOrHeader);
    }

    private static TableLabels NumbersOnly(Sight seen, TableField[] rest, bool hasLabelledRows)
    {
        int labels = hasLabelledRows ? 1 : 0;
        if (!AreWholeAndRising(rest) || !CanBeHeader(rest, seen.Body, labels))
        {
            return new(false, hasLabelledRows, hasLabelledRows ? null : CountingColumn(seen, [seen.Top[0], .. seen.FirstColumn]));
        }

        // The header that pandas writes where nobody named the columns.
        bool countsFromZero = rest.Length > 2 && rest.Index().All(field => field.Item.Number == field.Index) && HasFractions(seen.Body, labels);
        return countsFromZero
            ? new(true, hasLabelledRows, HeaderOrData)
            : new(false, hasLabelledRows, DataOrHeader);
    }

    // Without a header the first row counts too.
    private static bool IsIndex(Sight seen, bool hasHeader, bool guess) =>
        hasHeader ? guess : HasMostlyTexts([seen.Top[0], .. seen.FirstColumn]);

    // Years, or numbers of rows, under a name: data to pandas, labels to people.
    private static string? NamedCountingColumn(Sight seen) =>
        seen.Body.Columns > 1 && seen.FirstColumn.Count > 1 && Steps(seen.FirstColumn.Select(field => field.Number)) == 1 ? DataOrIndex : null;

    private static string? CountingColumn(Sight seen, IReadOnlyList<TableField> column) =>
        seen.Body.Columns > 1 && column.Count > 2 && Steps(column.Select(field => field.Number)) == 1 && HasFractions(seen.Body, 1)
            ? DataOrIndex : null;

    private static bool HasMostlyTexts(IReadOnlyList<TableField> fields) =>
        fields.Count(field => field.IsText) > fields.Count(field => !field.IsText && !double.IsNaN(field.Number));

    private static bool AreFractions(IEnumerable<TableField> fields) => fields.Any(field => !field.IsText && !IsWhole(field.Number));

    private static bool AreWholeAndRising(TableField[] fields) =>
        fields.Length > 1 && fields.All(field => IsWhole(field.Number))
        && fields.Zip(fields.Skip(1)).All(pair => pair.First.Number < pair.Second.Number);

    // Whether numbers that rise are another kind than those under them.
    private static bool CanBeHeader(TableField[] numbers, Matrix body, int labels)
    {
        double? step = Steps(numbers.Select(field => field.Number));
        return body.Rows > 0
            && (HasFractions(body, labels) || (step is not null && !Enumerable.Range(0, body.Rows).All(row => Steps(Row(body, row, labels)) == step)));
    }

    // Whether two numbers lie farther from those under them than these lie from one another: years over counts.
    private static bool LiesApart(TableField[] numbers, Matrix body)
    {
        double[] under = [.. Enumerable.Range(0, body.Rows).SelectMany(row => Row(body, row, 1)).Where(double.IsFinite)];
        return under.Length == 0 || Math.Max(under.Min() - numbers[^1].Number, numbers[0].Number - under.Max()) > under.Max() - under.Min();
    }

    // Thresholds, say, over counts.
    private static bool HasEvenFractions(TableField[] numbers, Matrix body)
    {
        double[] steps = [.. numbers.Zip(numbers.Skip(1), (one, next) => next.Number - one.Number)];
        return steps.Length > 1 && steps.All(step => step > 0 && Math.Abs(step - steps[0]) < SameStep * steps[0])
            && body.Rows > 0 && !HasFractions(body, 1);
    }

    // The step of numbers that lie as far from each other all along; null where they do not.
    private static double? Steps(IEnumerable<double> numbers)
    {
        double[] steps = [.. numbers.Zip(numbers.Skip(1), (one, next) => next - one).Distinct().Take(2)];
        return steps.Length == 1 ? steps[0] : null;
    }

    private static bool HasFractions(Matrix body, int labels) =>
        Enumerable.Range(0, body.Rows).Any(row => Row(body, row, labels).Any(number => double.IsFinite(number) && !IsWhole(number)));

    private static IEnumerable<double> Row(Matrix body, int row, int labels) =>
        Enumerable.Range(labels, body.Columns - labels).Select(column => body[row, column]);

    private static bool IsWhole(double number) => double.IsFinite(number) && number == Math.Floor(number);
}

/// <summary>A field that may be a label.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Line">The 1-based line of its row.</param>
/// <param name="Column">Its 1-based place in the row.</param>
/// <param name="Number">Its number; NaN where it has none.</param>
/// <param name="IsText">Whether it is neither a number nor a word for none.</param>
internal sealed record TableField(string Text, int Line, int Column, double Number, bool IsText);
