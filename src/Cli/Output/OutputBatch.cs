using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>The files of one result, all of which take their places when the last of them is whole.</summary>
/// <param name="shell">Standard output, and who is told what was written if something fails later.</param>
internal sealed class OutputBatch(Shell shell) : IDisposable
{
    private readonly FileBatch _files = new();
    private readonly List<string> _paths = [];

    /// <summary>Writes every file of a result.</summary>
    /// <param name="shell">Where it is written.</param>
    /// <param name="targets">The files.</param>
    /// <param name="write">Writes one.</param>
    /// <exception cref="AttnExtractException">One cannot be written, and none is.</exception>
    public static void Write<TFormat>(Shell shell, IReadOnlyList<OutputTarget<TFormat>> targets, Action<TFormat, Stream> write)
        where TFormat : class
    {
        using OutputBatch batch = new(shell);
        batch.Add(targets, write);
        batch.Place();
    }

    /// <summary>Prepares files.</summary>
    /// <param name="targets">The files.</param>
    /// <param name="write">Writes one.</param>
    /// <exception cref="AttnExtractException">One cannot be written.</exception>
    public void Add<TFormat>(IEnumerable<OutputTarget<TFormat>> targets, Action<TFormat, Stream> write)
        where TFormat : class
    {
        foreach (OutputTarget<TFormat> target in targets)
        {
            if (target.IsStdout)
            {
                _files.Add(stream => write(target.Format, stream), SendOut);
                _paths.Add(target.Path);
            }
            else
            {
                Add(target.Path, stream => write(target.Format, stream));
            }
        }
    }

    /// <summary>Prepares a file with what else its format writes beside it.</summary>
    /// <param name="target">The file.</param>
    /// <param name="write">Writes it, and adds others to the files that it is given.</param>
    /// <exception cref="AttnExtractException">One cannot be written.</exception>
    public void Add<TFormat>(OutputTarget<TFormat> target, Action<FileBatch, Stream> write)
        where TFormat : class =>
        Add([target], (_, stream) => write(_files, stream));

    /// <summary>Prepares a file.</summary>
    /// <exception cref="AttnExtractException">It cannot be written.</exception>
    public void Add(string path, Action<Stream> write)
    {
        _files.Add(path, write);
        _paths.Add(path);
    }

    /// <summary>Prepares a file for each panel of a figure.</summary>
    /// <exception cref="AttnExtractException">One cannot be written.</exception>
    public void AddPanels(Figure figure, string folder, string extension) => _paths.AddRange(figure.AddPanels(_files, folder, extension));

    /// <summary>Puts every file in its place.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="AttnExtractException">One cannot be put there.</exception>
    public IReadOnlyList<string> Place()
    {
        _files.Place();
        shell.Written.AddRange(_paths.Where(path => path != Options.OutputOptions.Stdout));
        return _paths;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private void SendOut(MemoryStream whole)
    {
        shell.Out.Flush();
        whole.WriteTo(shell.Output);
        shell.Output.Flush();
    }
}
