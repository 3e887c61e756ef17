using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>The lines of one sentence, until it is whole.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class ConlluSentence(string path)
{
    private const int Columns = 10;
    private const string NoSpace = "SpaceAfter=No";

    private readonly StringBuilder _text = new();
    private readonly List<ParsedWord> _words = [];
    private readonly List<int> _places = []; // [syntactic word]: its place among the words as written
    private readonly List<(int Head, string Relation, int Line)> _edges = []; // [syntactic word]
    private int _length; // in code points
    private bool _hasSpace;
    private (string Form, int Start, int Last)? _joint;

    /// <summary>Whether there is no word yet.</summary>
    public bool IsEmpty => _places.Count == 0;

    /// <summary>The number of the line that the first word is in; 0 where there is none yet.</summary>
    public int FirstLine => IsEmpty ? 0 : _edges[0].Line;

    /// <summary>Adds a line. Comments and empty nodes, which are not written, are passed over.</summary>
    /// <exception cref="AttnExtractException">It is not as it should be.</exception>
    public void Add(string line, int number)
    {
        if (line.StartsWith('#'))
        {
            return;
        }

        string[] columns = line.Split('\t');
        if (columns.Length != Columns)
        {
            throw Bad(number, $"ten columns parted by tabs were expected, not {columns.Length}; is it CoNLL-U?");
        }

        if (columns[1].Length == 0)
        {
            throw Bad(number, "a word was expected in the second column.");
        }

        string id = columns[0];
        bool hasSpaceAfter = !columns[9].Split('|').Contains(NoSpace);
        if (id.Contains('.'))
        {
            return;
        }

        if (id.Split('-') is [var first, var last])
        {
            int end = Whole(last, number, "the end of a range of words");
            if (Whole(first, number, "the start of a range of words") != _places.Count + 1 || end <= _places.Count)
            {
                throw Bad(number, $"the range '{id}' should begin at word {_places.Count + 1} and end after it.");
            }

            _joint = (columns[1], Write(columns[1], hasSpaceAfter), end);
            return;
        }

        if (Whole(id, number, "the number of a word") != _places.Count + 1)
        {
            throw Bad(number, $"word {_places.Count + 1} was expected, not '{id}'.");
        }

        _edges.Add((Whole(columns[6], number, "the head of a word"), columns[7], number));
        Place(columns[1], hasSpaceAfter);
    }

    /// <summary>The sentence, and a new beginning.</summary>
    /// <exception cref="AttnExtractException">A head is no word of it, or its words are no tree.</exception>
    public ParsedSentence Take()
    {
        List<Dependency> dependencies = [];
        foreach ((int word, (int head, string relation, int line)) in _edges.Index())
        {
            if (head > _places.Count)
            {
                throw Bad(line, $"the head '{head}' is no word of the sentence, which has {_places.Count}.");
            }

            // Parts of one written word cannot be told apart.
            if (head > 0 && _places[word] != _places[head - 1])
            {
                dependencies.Add(new Dependency(_places[word], _places[head - 1], relation));
            }
        }

        RequireTree();
        ParsedSentence sentence = new(_text.ToString(), [.. _words], [.. dependencies]);
        _text.Clear();
        _words.Clear();
        _places.Clear();
        _edges.Clear();
        (_length, _hasSpace, _joint) = (0, false, null);
        return sentence;
    }

    // One root, under which every word hangs.
    private void RequireTree()
    {
        int[] roots = [.. Enumerable.Range(0, _edges.Count).Where(word => _edges[word].Head == 0)];
        if (roots.Length > 1)
        {
            throw Bad(_edges[roots[1]].Line, $"word {roots[1] + 1} is a second root beside word {roots[0] + 1}; a tree has one.");
        }

        bool[] hangs = new bool[_edges.Count];
        for (int word = 0; word < _edges.Count; word++)
        {
            List<int> path = [];
            int at = word;
            while (at >= 0 && !hangs[at])
            {
                if (path.IndexOf(at) is >= 0 and int start)
                {
                    string circle = string.Join(" → ", path[start..].Append(at).Select(one => one + 1));
                    throw Bad(_edges[at].Line, $"word {at + 1} is its own head in the end ({circle}); a tree was expected.");
                }

                path.Add(at);
                at = _edges[at].Head - 1;
            }

            path.ForEach(one => hangs[one] = true);
        }
    }

    // A word of its own, or a part of one that is written together: where its letters are, if the parts' letters are the whole's.
    private void Place(string form, bool hasSpaceAfter)
    {
        if (_joint is not { } joint)
        {
            int start = Write(form, hasSpaceAfter);
            _words.Add(new ParsedWord(form, start, _length));
        }
        else if (joint.Form.StartsWith(form, StringComparison.Ordinal))
        {
            int end = joint.Start + CodePoints(form);
            _words.Add(new ParsedWord(form, joint.Start, end));
            _joint = (joint.Form[form.Length..], end, joint.Last);
        }
        else if (joint.Form.Length > 0)
        {
            _words.Add(new ParsedWord(joint.Form, joint.Start, joint.Start + CodePoints(joint.Form)));
            _joint = ("", joint.Start + CodePoints(joint.Form), joint.Last);
        }

        _places.Add(_words.Count - 1);
        if (_joint is { } open && open.Last == _places.Count)
        {
            _joint = null;
        }
    }

    private int Write(string form, bool hasSpaceAfter)
    {
        if (_hasSpace)
        {
            _text.Append(' ');
            _length++;
        }

        int start = _length;
        _text.Append(form);
        _length += CodePoints(form);
        _hasSpace = hasSpaceAfter;
        return start;
    }

    private int Whole(string text, int line, string what) =>
        text.All(char.IsAsciiDigit) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Bad(line, $"{what} should be a whole number, not '{text}'.");

    private AttnExtractException Bad(int line, string what) => new($"'{path}', line {line}: {what}");

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
