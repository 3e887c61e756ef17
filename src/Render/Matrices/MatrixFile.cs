using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>Reads a matrix from a file, in the format that its extension names.</summary>
public static class MatrixFile
{
    private static readonly Registry<(string Extension, Func<string, string?, MatrixTable> Read)> Formats = new(
        one => [one.Extension],
        (typed, didYouMean, known) => $"'{typed}' is not a file that a matrix can be read from; the extensions known are {known}.{didYouMean}",
        [
            (".csv", (path, _) => Reading(path, text => DelimitedText.Read(text, ',', path))),
            (".tsv", (path, _) => Reading(path, text => DelimitedText.Read(text, '\t', path))),
            (".json", (path, _) => Reading(path, text => JsonMatrix.Read(text.ReadToEnd(), path))),
            (".npy", (path, _) => NumpyMatrix.ReadArray(path)),
            (".npz", NumpyMatrix.ReadArchive),
        ])
    {
        AreExtensions = true,
    };

    /// <summary>The extensions of the formats that can be read, with the dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Formats.Names];

    /// <summary>Reads a matrix.</summary>
    /// <param name="path">The file: csv or tsv (headers become labels), json (rows of numbers, null for NaN), npy, npz.</param>
    /// <param name="array">The name of the array in an npz file that holds several; null for the only one.</param>
    /// <exception cref="AttnExtractException">The file is not there, has an unknown extension, or is no matrix of numbers.</exception>
    public static MatrixTable Read(string path, string? array = null)
    {
        Func<string, string?, MatrixTable> read = Formats.Get(path).Read;
        try
        {
            return File.Exists(path)
                ? read(path, array)
                : throw new AttnExtractException($"There is no file '{path}'.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static MatrixTable Reading(string path, Func<TextReader, MatrixTable> read)
    {
        try
        {
            using StreamReader text = WholeFile.Text(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return read(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new AttnExtractException($"'{path}' is not UTF-8 text; save it as UTF-8.", exception);
        }
    }
}

/// <summary>A matrix as a file holds it.</summary>
/// <param name="Values">The numbers; NaN where the file has none.</param>
/// <param name="RowLabels">What the file calls its rows; null where it does not say.</param>
/// <param name="ColumnLabels">What the file calls its columns; null where it does not say.</param>
public sealed record MatrixTable(Matrix Values, IReadOnlyList<string>? RowLabels = null, IReadOnlyList<string>? ColumnLabels = null)
{
    /// <summary>A heatmap of it, labelled as the file says.</summary>
    /// <exception cref="AttnExtractException">The matrix is empty.</exception>
    public Figure ToFigure(string title = "") => Heatmap.Of(Values, RowLabels, ColumnLabels, title);
}
