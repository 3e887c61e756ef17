using System.IO.Compression;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Render.Matrices;

/// <summary>NumPy's arrays, alone or in an archive.</summary>
internal static class NumpyMatrix
{
    private const string MemberExtension = ".npy";

    /// <summary>Reads an npy file.</summary>
    /// <exception cref="AttnExtractException">The array has more than two axes that are longer than 1.</exception>
    public static MatrixTable ReadArray(Stream file, string path) => ToMatrix(NpyArray.Read(file, file.Length, $"'{path}'"), $"'{path}'");

    /// <summary>Reads one array of an npz file.</summary>
    /// <exception cref="AttnExtractException">There is no such array, or several and none is named.</exception>
    public static MatrixTable ReadArchive(Stream file, string path, string? array)
    {
        try
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry[] members =
                [.. archive.Entries.Where(entry => entry.FullName.EndsWith(MemberExtension, StringComparison.Ordinal))];
            string[] names = [.. members.Select(member => member.FullName[..^MemberExtension.Length])];
            int index = array is null && names.Length == 1 ? 0 : Array.IndexOf(names, array);
            if (index < 0)
            {
                throw array is null
                    ? new AttnExtractException($"'{path}' holds {names.Length} arrays; name one of {string.Join(", ", names)}.")
                    : new Registry<string>(
                        one => [one], (typed, didYouMean, known) => $"'{path}' holds no array '{typed}'.{didYouMean} It holds {known}.", names).Unknown(array);
            }

            string what = $"'{names[index]}' of '{path}'";
            using Stream member = members[index].Open();
            return ToMatrix(NpyArray.Read(member, members[index].Length, what), what);
        }
        catch (InvalidDataException exception)
        {
            throw new AttnExtractException($"'{path}' is not an npz file: {exception.Message}", exception);
        }
    }

    private static MatrixTable ToMatrix(NpyArray array, string what)
    {
        int[] shape = [.. array.Shape.SkipWhile((length, axis) => length == 1 && axis < array.Shape.Length - 2)];
        return shape.Length is 1 or 2
            ? new(new Matrix(shape.Length == 1 ? 1 : shape[0], shape[^1], array.ToDoubles()) { Rounded = array.Rounded() })
            : throw new AttnExtractException(
                $"{what} has the shape [{string.Join(", ", array.Shape)}]; a heatmap needs rows and columns: choose a part of it first.");
    }
}
