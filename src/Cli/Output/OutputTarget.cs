using System.Globalization;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>One file to write, or standard output.</summary>
/// <param name="Path">The file, or <see cref="OutputOptions.Stdout"/>.</param>
/// <param name="Format">Its format.</param>
internal sealed record OutputTarget<TFormat>(string Path, TFormat Format)
    where TFormat : class
{
    /// <summary>Whether it is standard output.</summary>
    public bool IsStdout => Path == OutputOptions.Stdout;

    /// <summary>Whether it keeps nothing: standard output, a device, a named pipe. Nothing lies beside it, and it takes one result.</summary>
    public bool IsStream => IsStdout || AtomicFile.IsStream(Path);

    /// <summary>The same place for another kind of result.</summary>
    public OutputTarget<TOther> With<TOther>(TOther format)
        where TOther : class => new(Path, format);

    /// <summary>The target of one of several texts: <c>name-1.png</c>, with as many digits as the last number has.</summary>
    public OutputTarget<TFormat> For(int index, int count) =>
        count == 1 ? this : this with { Path = Numbered(Path, index, count) };

    /// <summary>A path with the 1-based number of one of several texts before its extension.</summary>
    public static string Numbered(string path, int index, int count)
    {
        string number = (index + 1).ToString($"D{count.ToString(CultureInfo.InvariantCulture).Length}", CultureInfo.InvariantCulture);
        string extension = System.IO.Path.GetExtension(path);
        return $"{path[..^extension.Length]}-{number}{extension}";
    }
}
