using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render.Viewer;

/// <summary>What a page holds, as JSON, and the blocks of numbers that it names by their place.</summary>
internal sealed class ViewerCatalog
{
    private readonly ViewerPage _page;
    private readonly List<(DenseArray Values, int Rows, int Columns, int? Top)> _arrays = [];

    /// <summary>Takes stock of a page; blocks are packed side by side.</summary>
    public ViewerCatalog(ViewerPage page)
    {
        _page = page;
        Json = Written();
        Blocks = [.. _arrays.AsParallel().AsOrdered()
            .Select(block => PrintableBytes.Encode(MapBlock.Pack(block.Values.Values.Span, block.Rows, block.Columns, block.Top)))];
    }

    /// <summary>The catalog; no character of it begins a tag.</summary>
    public string Json { get; }

    /// <summary>The numbers.</summary>
    public ImmutableArray<byte[]> Blocks { get; }

    // The writer's usual encoder escapes what means something in HTML.
    private string Written()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", ProductVersion.Text);
            json.WriteString("title", _page.Title);
            WriteText(json, "model", _page.Model);
            json.WriteString("precision", _page.Precision == RecordPrecision.Float16 ? "float16" : "float32");
            WriteText(json, "cmap", _page.Colormap);
            WriteText(json, "theme", _page.Theme?.Name);
            WriteText(json, "language", _page.Language);
            json.WriteStartArray("texts");
            foreach (ViewerText text in _page.Texts)
            {
                Write(json, text);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Write(Utf8JsonWriter json, ViewerText text)
    {
        List<RecordText> axes = [];
        json.WriteStartObject();
        json.WriteString("name", text.Name);
        json.WriteStartArray("maps");
        foreach (ViewerMaps maps in text.Maps)
        {
            maps.RequireShapes();
            Write(json, maps, AxisOf(maps.Queries), AxisOf(maps.Keys));
        }

        json.WriteEndArray();
        json.WriteStartArray("scores");
        foreach (ViewerScores scores in text.Scores)
        {
            json.WriteStartObject();
            json.WriteString("name", scores.Name);
            json.WriteString("title", scores.Title);
            json.WriteNumber("axis", AxisOf(scores.Text));
            json.WriteBoolean("signed", scores.IsSigned);
            WriteList(json, "values", scores.Values, value => WriteNumber(json, value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("axes");
        axes.ForEach(axis => Write(json, axis));
        json.WriteEndArray();
        json.WriteEndObject();

        int AxisOf(RecordText axis)
        {
            int found = axes.FindIndex(known => ReferenceEquals(known, axis) || ReferenceEquals(known.Tokens, axis.Tokens));
            if (found < 0)
            {
                axes.Add(axis);
            }

            return found < 0 ? axes.Count - 1 : found;
        }
    }

    private void Write(Utf8JsonWriter json, ViewerMaps maps, int queries, int keys)
    {
        json.WriteStartObject();
        json.WriteString("name", maps.Name);
        json.WriteString("title", maps.Title);
        json.WriteString("caption", maps.Caption);
        json.WriteNumber("queries", queries);
        json.WriteNumber("keys", keys);
        WriteList(json, "rowLabels", maps.RowLabels, json.WriteStringValue);
        WriteList(json, "columnLabels", maps.ColumnLabels, json.WriteStringValue);
        json.WriteNumber("rows", maps.Arrays[0].Shape[^2]);
        json.WriteNumber("columns", maps.Arrays[0].Shape[^1]);
        WriteNumbers(json, "layers", maps.Layers);
        WriteNumbers(json, "heads", maps.Heads);
        json.WriteBoolean("signed", maps.IsSigned);
        WriteNumbers(json, "blocks", [.. Enumerable.Range(_arrays.Count, maps.Arrays.Length)]);
        int?[] tops = [.. maps.Arrays.AsParallel().AsOrdered().Select(array => MapBlock.TopOf(array.Values.Span, _page.Precision))];
        WriteList(json, "tops", tops, top => WriteNumber(json, top));
        json.WritePropertyName("command");
        Write(json, maps.Command);
        json.WriteEndObject();
        _arrays.AddRange(maps.Arrays.Zip(tops, (array, top) => (array, array.Shape[^2], array.Shape[^1], top)));
    }

    private static void Write(Utf8JsonWriter json, ViewerCommand command)
    {
        json.WriteStartObject();
        WriteList(json, "words", command.Words, json.WriteStringValue);
        WriteList(json, "last", command.Last, json.WriteStringValue);
        WriteList(json, "before", command.Before, words =>
        {
            json.WriteStartArray();
            foreach (string word in words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        });
        WriteNumbers(json, "layers", command.Layers);
        WriteNumbers(json, "heads", command.Heads);
        json.WriteBoolean("tokens", command.TakesTokens);
        json.WriteBoolean("sharing", command.TakesSharing);
        json.WriteBoolean("needsFolder", command.NeedsFolder);
        json.WriteEndObject();
    }

    // What figures would call the tokens and the words: there is one place that knows.
    private static void Write(Utf8JsonWriter json, RecordText text)
    {
        TokenLabels labels = new(text);
        bool hasWords = text.Tokens.All(token => token.IsSpecial || token.Word is not null);
        TokenPolicy pretty = TokenPolicy.Plain with { Pretty = true };
        json.WriteStartObject();
        json.WriteString("text", text.Pair is null ? text.Text : $"{text.Text} + {text.Pair}");
        WriteList(json, "tokens", text.Tokens, token => json.WriteStringValue(token.Text));
        WriteList(json, "pretty", Enumerable.Range(0, text.Tokens.Count), i => json.WriteStringValue(labels.Of([i], pretty)));
        if (text.UnknownName is { } unknown && text.UnknownCount > 0)
        {
            json.WriteStartObject("unknown");
            json.WriteString("token", unknown);
            json.WriteNumber("count", text.UnknownCount);
            json.WriteNumber("all", text.Tokens.Count(token => !token.IsSpecial));
            json.WriteEndObject();
        }

        WriteList(json, "special", text.Tokens, token => json.WriteNumberValue(token.IsSpecial ? 1 : 0));
        WriteList(json, "sequence", text.Tokens, token => json.WriteNumberValue(token.Sequence ?? -1));
        WriteList(json, "spaced", Enumerable.Range(0, text.Tokens.Count), i => json.WriteNumberValue(HasGap(text.Tokens, labels, i) ? 1 : 0));
        if (hasWords)
        {
            TokenAxis words = new(text, TokenPolicy.Plain with { Merge = MergeRule.First }, []);
            WriteList(json, "words", words.Groups, group => json.WriteNumberValue(group.Length));
            WriteList(json, "wordLabels", words.Labels, json.WriteStringValue);
        }

        json.WriteEndObject();
    }

    private static bool HasGap(IReadOnlyList<RecordToken> tokens, TokenLabels labels, int index) =>
        index > 0 && (tokens[index].Sequence is null || tokens[index].Sequence != tokens[index - 1].Sequence || labels.HasSpaceBefore(index));

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<int>? numbers)
    {
        if (numbers is { } some)
        {
            WriteList(json, name, some, json.WriteNumberValue);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, float? value)
    {
        if (value is { } number && float.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }
}
