using System.Globalization;
using System.Text.RegularExpressions;

namespace AttnExtract.Model.Text.Characters.Expressions;

/// <summary>Reads a regular expression in the platform's spelling, which the platform has found sound. What it does not know it says.</summary>
internal sealed class ExpressionParser
{
    private const int MostTests = 2_000;
    private const int DeepestGroup = 200;

    private readonly string _text;
    private readonly Dictionary<(string Spelling, RegexOptions Options), CharacterTest> _tests = [];
    private int _at;
    private int _depth;
    private RegexOptions _options;

    private ExpressionParser(string text) => _text = text;

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The expression in parts.</summary>
    /// <exception cref="NotSupportedException">It has something that is not read here; the message names it.</exception>
    public static ExpressionNode Read(string expression) => new ExpressionParser(expression).Choice();

    private ExpressionNode Choice()
    {
        RegexOptions outside = _options;
        List<ExpressionNode> ways = [Row()];
        while (Takes("|"))
        {
            ways.Add(Row());
        }

        _options = outside;
        return ways.Count == 1 ? ways[0] : new ExpressionNode.Choice(ways);
    }

    private ExpressionNode.Row Row()
    {
        List<ExpressionNode> parts = [];
        while (_at < _text.Length && Next is not ('|' or ')'))
        {
            if (Part() is { } part)
            {
                parts.Add(Repeated(part));
            }
        }

        return new(parts);
    }

    // Null for what only changes how the rest is read.
    private ExpressionNode? Part() => Next switch
    {
        '(' => Group(),
        '[' => One(ClassEnd()),
        '\\' => Escape(),
        '^' => Place(1, _options.HasFlag(RegexOptions.Multiline) ? PlaceKind.LineStart : PlaceKind.Start),
        '$' => Place(1, _options.HasFlag(RegexOptions.Multiline) ? PlaceKind.LineEnd : PlaceKind.LastLine),
        _ => One(_at + 1),
    };

    private ExpressionNode.One One(int end)
    {
        string spelling = _text[_at..end];
        _at = end;
        if (!_tests.TryGetValue((spelling, _options), out CharacterTest? test))
        {
            test = new(spelling, _options);
            _tests.Add((spelling, _options), test);
        }

        return _tests.Count <= MostTests ? new(test) : throw new NotSupportedException($"more than {MostTests} different characters");
    }

    private ExpressionNode.Place Place(int length, PlaceKind kind)
    {
        _at += length;
        return new(kind);
    }

    private ExpressionNode Escape()
    {
        char kind = _text[_at + 1];
        return kind switch
        {
            'A' => Place(2, PlaceKind.Start),
            'z' => Place(2, PlaceKind.End),
            'Z' => Place(2, PlaceKind.LastLine),
            'b' => Place(2, PlaceKind.Boundary),
            'B' => Place(2, PlaceKind.Within),
            'p' or 'P' => One(_text.IndexOf('}', _at) + 1),
            'x' => One(_at + 4),
            'u' => One(_at + 6),
            'd' or 'D' or 'w' or 'W' or 's' or 'S' or 't' or 'n' or 'r' or 'f' or 'v' or 'a' or 'e' => One(_at + 2),
            _ when char.IsAsciiLetterOrDigit(kind) => throw new NotSupportedException($"'\\{kind}'"),
            _ => One(_at + 2),
        };
    }

    // A bracket closes a class unless it is the first character in it. What the library's expressions read as classes in one another (also behind a
    // hyphen, where the platform takes one from the other), as named ones ([:alpha:]) and as intersections is something else to the platform's.
    private int ClassEnd()
    {
        int at = _at + 1;
        at += at < _text.Length && _text[at] == '^' ? 1 : 0;
        int first = at;
        for (; ; at++)
        {
            switch (_text[at])
            {
                case '\\':
                    at++;
                    break;
                case '[':
                    throw new NotSupportedException("a class within a class");
                case '&' when _text[at + 1] == '&':
                    throw new NotSupportedException("an intersection of classes");
                case ']' when at > first:
                    return at + 1;
            }
        }
    }

    private ExpressionNode? Group()
    {
        if (Takes("(?="))
        {
            return Look(isBack: false, isNegative: false);
        }

        if (Takes("(?!"))
        {
            return Look(isBack: false, isNegative: true);
        }

        if (Takes("(?<="))
        {
            return Look(isBack: true, isNegative: false);
        }

        if (Takes("(?<!"))
        {
            return Look(isBack: true, isNegative: true);
        }

        if (Takes("(?>"))
        {
            return new ExpressionNode.Atom(Closed());
        }

        if (Takes("(?:"))
        {
            return Closed();
        }

        Match named = Regex.Match(_text[_at..], @"\A\(\?(<\w+>|'\w+')");
        if (named.Success)
        {
            _at += named.Length;
            return Closed();
        }

        Match flags = Regex.Match(_text[_at..], @"\A\(\?([ims]*)(?:-([ims]*))?(:|\))");
        if (flags.Success)
        {
            return Flagged(flags);
        }

        return Takes("(?") ? throw new NotSupportedException($"'(?{Next}'") : Takes("(") ? Closed() : null;
    }

    private ExpressionNode? Flagged(Match flags)
    {
        _at += flags.Length;
        RegexOptions outside = _options;
        _options = (_options | Options(flags.Groups[1].Value)) & ~Options(flags.Groups[2].Value);
        if (flags.Groups[3].Value == ")")
        {
            return null;
        }

        ExpressionNode body = Closed();
        _options = outside;
        return body;
    }

    private static RegexOptions Options(string letters) =>
        (letters.Contains('i') ? RegexOptions.IgnoreCase : 0) | (letters.Contains('m') ? RegexOptions.Multiline : 0)
        | (letters.Contains('s') ? RegexOptions.Singleline : 0);

    private ExpressionNode.Look Look(bool isBack, bool isNegative)
    {
        ExpressionNode body = Closed();
        return new(body, !isBack ? 0 : body.Length ?? throw new NotSupportedException("a look back of no fixed length"), isNegative);
    }

    private ExpressionNode Closed()
    {
        if (++_depth > DeepestGroup)
        {
            throw new NotSupportedException($"more than {DeepestGroup} groups in one another");
        }

        ExpressionNode body = Choice();
        _at++;
        _depth--;
        return body;
    }

    private ExpressionNode Repeated(ExpressionNode part)
    {
        while (Count() is var (least, most))
        {
            part = new ExpressionNode.Loop(part, least, most, Takes("?"));
        }

        return part;
    }

    // A brace that counts nothing is a character.
    private (int Least, int Most)? Count()
    {
        switch (Next)
        {
            case '*':
                _at++;
                return (0, int.MaxValue);
            case '+':
                _at++;
                return (1, int.MaxValue);
            case '?':
                _at++;
                return (0, 1);
        }

        Match braces = Regex.Match(_text[_at..], @"\A\{([0-9]+)(,([0-9]*))?\}");
        if (!braces.Success)
        {
            return null;
        }

        _at += braces.Length;
        int least = int.Parse(braces.Groups[1].Value, CultureInfo.InvariantCulture);
        return (least, !braces.Groups[2].Success ? least
            : braces.Groups[3].Length == 0 ? int.MaxValue : int.Parse(braces.Groups[3].Value, CultureInfo.InvariantCulture));
    }

    private bool Takes(string text)
    {
        bool isThere = string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;
        _at += isThere ? text.Length : 0;
        return isThere;
    }
}
