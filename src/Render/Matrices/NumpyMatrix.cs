using System.Collections.Immutable;
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
    public static MatrixTable ReadArray(Stream file, string path, MatrixChoices choices) =>
        ToMatrix(NpyArray.Read(file, file.Length, $"'{path}'"), $"'{path}'", choices.Part);

    /// <summary>Reads one array of an npz file.</summary>
    /// <exception cref="AttnExtractException">There is no such array, or several and none is named.</exception>
    public static MatrixTable ReadArchive(Stream file, string path, MatrixChoices choices)
    {
        string? array = choices.Array;
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
                    ? new AttnExtractException($"'{path}' holds {names.Length} arrays; name one of them with --array: {string.Join(", ", names)}.")
                    : new Registry<string>(
                        one => [one], (typed, didYouMean, known) => $"'{path}' holds no array '{typed}'.{didYouMean} It holds {known}.", names).Unknown(array);
            }

            string what = $"'{names[index]}' of '{path}'";
            using Stream member = members[index].Open();
            return ToMatrix(NpyArray.Read(member, members[index].Length, what), what, choices.Part);
        }
        catch (InvalidDataException exception)
        {
            throw new AttnExtractException($"'{path}' is not an npz file: {exception.Message}", exception);
        }
    }

    private static MatrixTable ToMatrix(NpyArray array, string what, ImmutableArray<int> part)
    {
        int start = 0;
        foreach ((int axis, int at) in part.Index())
        {
            if (axis >= array.Shape.Length - 1 || at >= array.Shape[axis])
            {
                throw new AttnExtractException(
                    $"{what} has the shape [{string.Join(", ", array.Shape)}], of which [{string.Join(", ", part)}] is no part; count from 0, and "
                    + "leave two axes for rows and columns.");
            }

            start = (start * array.Shape[axis]) + at;
        }

        ImmutableArray<int> left = array.Shape[part.Length..];
        int[] shape = [.. left.SkipWhile((length, axis) => length == 1 && axis < left.Length - 2)];
        if (shape.Length is not (1 or 2))
        {
            string choice = shape.Length == 0 ? "" : $": choose a part of it with --index {string.Join(',', part.AddRange(new int[left.Length - 2]))}";
            throw new AttnExtractException($"{what} has the shape [{string.Join(", ", array.Shape)}]; a heatmap needs rows and columns{choice}.");
        }

        int size = shape.Aggregate(1, (size, length) => size * length);
        return new(new Matrix(shape.Length == 1 ? 1 : shape[0], shape[^1], array.ToDoubles().AsMemory(start * size, size))
        {
            Rounded = array.Rounded().Where(number => number.Key / Math.Max(1, size) == start)
                .ToDictionary(number => number.Key % size, number => number.Value),
        });
    }
}
