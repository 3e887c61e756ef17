using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters.Expressions;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// What Replace and Split search for: a string or a regular expression. The platform's character classes see UTF-16 units and
/// their own categories, so expressions are run on a projection: one unit a code point, and where the platform takes a
/// character for another class than the library does, or cannot name it, some other character of the right class, and of the same script
/// where the expression names scripts.
/// </summary>
internal sealed class Pattern
{
    private readonly string? _literal;
    private readonly ExpressionProgram? _expression;
    private readonly bool _namesScripts;

    private Pattern(string? literal, ExpressionProgram? expression, bool namesScripts = false)
    {
        _literal = literal;
        _expression = expression;
        _namesScripts = namesScripts;
    }

    /// <summary>A pattern that finds a string.</summary>
    public static Pattern Literal(string text) => new(text, null);

    /// <summary>A pattern that finds a regular expression.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It has something that is not read here; the message names it.</exception>
    public static Pattern Expression(string expression)
    {
        string spelled = ScriptNames.Spell(expression);
        try
        {
            _ = new Regex(spelled, RegexOptions.CultureInvariant);
        }
        catch (IndexOutOfRangeException exception)
        {
            // The platform's own mistake, with some conditions in conditions.
            throw new ArgumentException(exception.Message, exception);
        }

        return new(null, ExpressionProgram.Of(spelled), spelled != expression);
    }

    /// <summary>Reads <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
    /// <exception cref="AttnExtractException">It is no pattern, or one in a dialect that the platform cannot read.</exception>
    public static Pattern Read(JsonPart part)
    {
        if (part.Find("String") is { } literal)
        {
            return Literal(literal.AsText());
        }

        string expression = part.Text("Regex");
        try
        {
            return Expression(expression);
        }
        catch (ArgumentException exception)
        {
            throw part.Unsupported($"the regular expression '{expression}' is not one that is read here{Fault(exception)}.", exception);
        }
        catch (NotSupportedException exception)
        {
            throw part.Unsupported($"the regular expression '{expression}' has {exception.Message}, which is not read here.", exception);
        }
    }

    // The platform's names of faults are words run together.
    private static string Fault(ArgumentException exception) => exception is RegexParseException { Error: not RegexParseError.Unknown } parse
        ? $" ({string.Concat(parse.Error.ToString().Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"))[1..]})"
        : "";

    /// <summary>The matches in order; empty ones are left out.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="budget">What work is left for the text.</param>
    /// <exception cref="AttnExtractException">Looking takes more.</exception>
    public IReadOnlyList<Piece> Find(ReadOnlySpan<char> text, TextBudget budget)
    {
        budget.Spend(text.Length);
        List<Piece> matches = [];
        if (_literal is not null)
        {
            FindLiteral(text, _literal, matches);
        }
        else if (_expression is not null)
        {
            FindExpression(text, _expression, matches, budget);
        }

        return matches;
    }

    private static void FindLiteral(ReadOnlySpan<char> text, string literal, List<Piece> matches)
    {
        for (int start = 0; literal.Length > 0 && text[start..].IndexOf(literal, StringComparison.Ordinal) is >= 0 and int distance;)
        {
            matches.Add(new Piece(start + distance, start + distance + literal.Length));
            start = matches[^1].End;
        }
    }

    private void FindExpression(ReadOnlySpan<char> text, ExpressionProgram expression, List<Piece> matches, TextBudget budget)
    {
        char[] projected = new char[text.Length];
        int[] units = new int[text.Length + 1];
        int count = 0;
        int unit = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            projected[count] = Project(rune, _namesScripts);
            units[count++] = unit;
            unit += rune.Utf16SequenceLength;
        }

        units[count] = unit;
        foreach (Piece match in new ExpressionSearch(expression, projected.AsMemory(0, count), budget).All())
        {
            matches.Add(new Piece(units[match.Start], units[match.End]));
        }
    }

    private static char Project(Rune rune, bool keepsScript)
    {
        if (rune.IsAscii)
        {
            return (char)rune.Value;
        }

        bool isLetter = CharacterClasses.Letter.Contains(rune.Value);
        bool isNumber = CharacterClasses.Number.Contains(rune.Value);
        bool isWord = CharacterClasses.Word.Contains(rune.Value);
        return rune.IsBmp && isLetter == Rune.IsLetter(rune) && isNumber == Rune.IsNumber(rune) ? (char)rune.Value
            : keepsScript && UnicodeScripts.StandIn(rune, other => IsAlike(other, isLetter, isNumber, isWord)) is { } standIn ? standIn
            : isLetter ? 'ꀀ'
            : isNumber ? (isWord ? '٠' : '½')
            : isWord ? '\u0300'
            : '\uE000';
    }

    // Of the same class to the platform and to the library.
    private static bool IsAlike(Rune rune, bool isLetter, bool isNumber, bool isWord) =>
        Rune.IsLetter(rune) == isLetter && CharacterClasses.Letter.Contains(rune.Value) == isLetter
        && Rune.IsNumber(rune) == isNumber && CharacterClasses.Number.Contains(rune.Value) == isNumber
        && CharacterClasses.Word.Contains(rune.Value) == isWord;
}
