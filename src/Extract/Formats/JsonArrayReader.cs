using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>Reads nested JSON lists of numbers as one array, and refuses those that are not as long as their neighbours.</summary>
internal sealed class JsonArrayReader
{
    private readonly string _what;
    private readonly List<float> _values = [];

    // The length of every axis that has been read to its end once; -1 until then.
    private readonly List<int> _shape = [];

    private JsonArrayReader(string what) => _what = what;

    /// <summary>Reads one array.</summary>
    /// <param name="reader">Stands on the first bracket, and at the end on the last.</param>
    /// <param name="what">What the array is called in messages.</param>
    /// <exception cref="AttnExtractException">The lists are ragged, or hold something that is no number.</exception>
    public static DenseArray Read(ref Utf8JsonReader reader, string what)
    {
        JsonArrayReader array = new(what);
        array.Read(ref reader, 0);
        return new DenseArray(array._values.ToArray(), [.. array._shape]);
    }

    private void Read(ref Utf8JsonReader reader, int axis)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            _values.Add(axis == _shape.Count ? Number(ref reader) : throw Ragged());
            return;
        }

        // The first number fixes how deep all numbers lie.
        if (axis == _shape.Count)
        {
            _shape.Add(_values.Count == 0 ? -1 : throw Ragged());
        }

        int length = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Read(ref reader, axis + 1);
            length++;
        }

        _shape[axis] = _shape[axis] == -1 || _shape[axis] == length ? length : throw Ragged();
    }

    private float Number(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetSingle(out float value) && float.IsFinite(value) => value,
        JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => float.NaN,
        JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => float.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => float.NegativeInfinity,
        _ => throw new AttnExtractException($"{_what} is damaged: value {_values.Count + 1} is not a number of single precision."),
    };

    private AttnExtractException Ragged() => new($"{_what} is damaged: its lists are not all equally deep and long.");
}
