using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.RegularExpressions;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract;

/// <summary>
/// Attention that another program computed and kept as NumPy's arrays: [layer, head, query, key] in one, or an array a layer in an .npz file
/// or a folder, as transformers, BertViz and TransformerLens give them; a batch of one may stand before or after the layers.
/// </summary>
public sealed partial class SavedAttention
{
    private const string Extension = ".npy";
    private const string ArchiveExtension = ".npz";

    // Half of bfloat16's last place: weights that were rounded to it still sum to 1 within this.
    private const double RowSumTolerance = 5e-3;

    private readonly string _name;
    private readonly string _path;
    private readonly IReadOnlyList<DenseArray> _layers;

    private SavedAttention(string path, IReadOnlyList<DenseArray> layers)
    {
        (_path, _name, _layers) = (path, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), layers);
    }

    /// <summary>How many queries each map has.</summary>
    public int Queries => _layers[0].Shape[1];

    /// <summary>How many keys each map has.</summary>
    public int Keys => _layers[0].Shape[2];

    /// <summary>Whether a path is such attention, by what it is: an .npy file, a folder, or an .npz file that holds no record.</summary>
    public static bool IsAt(string path) => Directory.Exists(path)
        || path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
        || (path.EndsWith(ArchiveExtension, StringComparison.OrdinalIgnoreCase) && HoldsLayers(path));

    /// <summary>Reads arrays.</summary>
    /// <param name="path">An .npy file, an .npz file, or a folder of .npy files, whose names are in the order of layers.</param>
    /// <exception cref="AttnExtractException">There are none, or they are no attention.</exception>
    public static SavedAttention Read(string path)
    {
        (string Name, NpyArray Array)[] arrays = Directory.Exists(path)
            ? [.. Ordered(InputFolder.Files(path, "*" + Extension), file => file).Select(ReadFile)]
            : path.EndsWith(ArchiveExtension, StringComparison.OrdinalIgnoreCase) ? ReadArchive(path)
            : [ReadFile(path)];
        if (arrays.Length == 0)
        {
            throw new AttnExtractException($"'{path}' holds no {Extension} array; one a layer was expected, [head, query, key].");
        }

        DenseArray[] layers = arrays.Length == 1 ? [.. LayersOf(arrays[0].Array, arrays[0].Name)]
            : [.. arrays.Select(one => WithoutBatch(one.Array, one.Name, 3, "[head, query, key]"))];
        int other = Array.FindIndex(layers, layer => !layer.Shape.SequenceEqual(layers[0].Shape));
        return other < 0 ? new(path, layers)
            : throw new AttnExtractException(
                $"The layers of '{path}' differ: {arrays[0].Name} has the shape [{string.Join(", ", layers[0].Shape)}], and "
                + $"{arrays[other].Name} [{string.Join(", ", layers[other].Shape)}]; every layer needs as many heads, queries and keys.");
    }

    /// <summary>The record of it.</summary>
    /// <param name="tokens">A token a query; null to number them.</param>
    /// <param name="keys">A token a key; null where queries and keys are the same tokens, or to number as many as there are.</param>
    /// <exception cref="AttnExtractException">There is not one token a query or key.</exception>
    public AttentionRecord ToRecord(IReadOnlyList<string>? tokens = null, IReadOnlyList<string>? keys = null)
    {
        RecordText queries = TextOf(tokens, Queries, "token", "quer", "ies", "y");
        int heads = _layers[0].Shape[0];
        return new(
            queries.Text,
            null,
            queries.Tokens,
            [.. Enumerable.Range(0, heads)],
            [.. _layers.Select((layer, i) => KeyValuePair.Create(HookName.Pattern(i), layer))],
            new()
            {
                Model = _name,
                ModelType = "",
                WeightsSha256 = "",
                LayerCount = _layers.Count,
                HeadCount = heads,
                Version = ProductVersion.Text,
                Torch = "",
            },
            keys is null && Queries == Keys ? null : TextOf(keys, Keys, "key token", "key", "s", ""));
    }

    /// <summary>What is said of rows that do not sum to 1, which are taken as they are; null where all do.</summary>
    /// <param name="taken">What is done with them.</param>
    public string? RemarkOnRows(string taken = "drawn")
    {
        (int count, int rows, string? first) = (0, 0, null);
        foreach ((int layer, DenseArray array) in _layers.Index())
        {
            ReadOnlySpan<float> values = array.Values.Span;
            for (int row = 0; row < array.Shape[0] * Queries; row++, rows++)
            {
                double sum = 0;
                foreach (float value in values.Slice(row * Keys, Keys))
                {
                    sum += value;
                }

                if (!(Math.Abs(sum - 1) <= RowSumTolerance))
                {
                    count++;
                    first ??= FormattableString.Invariant($"layer {layer}, head {row / Queries}, query {row % Queries} sums to {sum:G4}");
                }
            }
        }

        return count == 0 ? null : $"'{_path}': {count} of {rows} rows do not sum to 1 and are {taken} as they are; the first, {first}.";
    }

    private RecordText TextOf(IReadOnlyList<string>? tokens, int count, string what, string stem, string plural, string singular)
    {
        tokens ??= [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{i}"))];
        if (tokens.Count != count)
        {
            throw new AttnExtractException(
                $"{Plural.There(tokens.Count, what)}, and '{_path}' has {count} {stem}{plural}; give one token a {stem}{singular}.");
        }

        string text = ForeignTokens.TextOf(tokens);
        return new(text, null, ForeignTokens.Locate(tokens, text));
    }

    private static (string Name, NpyArray Array) ReadFile(string path)
    {
        using FileStream file = InputFile.Open(path);
        return ($"'{path}'", NpyArray.Read(file, file.CanSeek ? file.Length : 0, $"'{path}'"));
    }

    private static (string Name, NpyArray Array)[] ReadArchive(string path)
    {
        using FileStream file = InputFile.Open(path);
        try
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            return [.. Layers(archive).Select(member =>
                ($"'{member.FullName}' of '{path}'", NpzArchive.Read(member, file.Length, path)))];
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new AttnExtractException($"'{path}' is not an npz file, or is damaged: {exception.Message}", exception);
        }
    }

    private static bool HoldsLayers(string path)
    {
        try
        {
            using FileStream file = InputFile.Open(path);
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            ZipArchiveEntry[] layers = [.. Layers(archive)];
            return archive.GetEntry(RecordMetadata.Name + Extension) is null && layers.Length > 0 && layers.All(IsOfMaps);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or AttnExtractException)
        {
            // What is wrong with it is said where a record is looked for.
            return false;
        }
    }

    private static bool IsOfMaps(ZipArchiveEntry member)
    {
        using Stream stream = member.Open();
        return NpyHeader.Read(stream, member.FullName).Shape.Length >= 3;
    }

    // A cache of TransformerLens holds more than patterns.
    private static IEnumerable<ZipArchiveEntry> Layers(ZipArchive archive)
    {
        ZipArchiveEntry[] arrays = [.. archive.Entries.Where(member => member.FullName.EndsWith(Extension, StringComparison.Ordinal))];
        ZipArchiveEntry[] patterns = [.. arrays.Where(member => member.FullName.EndsWith("pattern" + Extension, StringComparison.Ordinal))];
        return Ordered(patterns.Length > 0 ? patterns : arrays, member => member.FullName);
    }

    // 2 before 10.
    private static IEnumerable<T> Ordered<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.OrderBy(item => Digits().Replace(name(item), number => number.Value.PadLeft(9, '0')), StringComparer.Ordinal);

    private static IEnumerable<DenseArray> LayersOf(NpyArray array, string name)
    {
        if (array.Shape.Length == 3)
        {
            return [WithoutBatch(array, name, 3, "")];
        }

        DenseArray all = WithoutBatch(array, name, 4, "[layer, head, query, key], [head, query, key] or one of them with a batch of one");
        return Enumerable.Range(0, all.Shape[0]).Select(layer => all[layer]);
    }

    private static DenseArray WithoutBatch(NpyArray array, string name, int axes, string wanted)
    {
        ImmutableArray<int> shape = array.Shape;
        for (int axis = 0; axis < 2 && shape.Length == axes + 1; axis++)
        {
            shape = shape[axis] == 1 ? shape.RemoveAt(axis) : shape;
        }

        return shape.Length == axes && shape.All(length => length > 0) ? new(array.ToSingles(), shape.AsSpan())
            : throw new AttnExtractException($"{name} has the shape [{string.Join(", ", array.Shape)}]; attention is {wanted}{Advice(array.Shape.Length)}.");
    }

    private static string Advice(int axes) => axes switch
    {
        2 => ": one map is drawn by attn heatmap",
        5 => ": save one text of the batch, array[0], or array[:, 0] where the batch comes after the layers",
        _ => "",
    };

    [GeneratedRegex("[0-9]{1,9}")]
    private static partial Regex Digits();
}
