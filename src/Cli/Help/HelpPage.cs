using System.Text;

namespace AttnExtract.Cli.Help;

/// <summary>Lines of help, as wide as the terminal, but no wider than eyes follow.</summary>
/// <param name="columns">How many characters fit in a line; null where nobody knows.</param>
internal sealed class HelpPage(int? columns)
{
    private const int Widest = 100;
    private const int Narrowest = 20;
    private const int Indent = 2;

    // Beside a name there should be room for a few words, else what it means stands below.
    private const int FewWords = 24;

    private readonly int _width = Math.Clamp(columns ?? Widest, Narrowest, Widest);
    private readonly StringBuilder _text = new();

    /// <summary>The lines.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>An empty line.</summary>
    public void Skip() => _text.Append('\n');

    /// <summary>A line that is copied, and so never broken.</summary>
    public void Whole(string line) => _text.Append(' ', Indent).Append(line).Append('\n');

    /// <summary>Words, on as many lines as they need.</summary>
    /// <param name="text">The words.</param>
    /// <param name="indent">Where every line begins.</param>
    /// <param name="hanging">Where lines after the first begin; as the first where it is left out.</param>
    public void Words(string text, int indent = 0, int? hanging = null) => Words(new string(' ', indent), text, hanging ?? indent);

    /// <summary>Names with what they mean, beside them where there is room.</summary>
    public void Pairs(IEnumerable<(string Name, string Meaning)> pairs)
    {
        (string Name, string Meaning)[] all = [.. pairs];
        int column = (2 * Indent) + all.Max(pair => pair.Name.Length);
        foreach ((string name, string meaning) in all)
        {
            if (_width - column >= FewWords)
            {
                Words(new string(' ', Indent) + name.PadRight(column - Indent), meaning, column);
                continue;
            }

            Words(name, Indent, 2 * Indent);
            Words(meaning, 3 * Indent);
        }
    }

    private void Words(string line, string text, int column)
    {
        if (line.Length + text.Length <= _width)
        {
            _text.Append(line).Append(text).Append('\n');
            return;
        }

        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.TrimEnd().Length + 1 + word.Length > _width && line.TrimEnd().Length > column)
            {
                _text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', column);
            }

            line += line.Length == 0 || line.EndsWith(' ') ? word : ' ' + word;
        }

        _text.Append(line).Append('\n');
    }
}
