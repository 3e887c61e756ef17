using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Words;

namespace AttnExtract.Cli.Output;

/// <summary>The files that a command line wants of a figure: pictures, one a panel, LaTeX, the manifest.</summary>
internal sealed class FigureFiles
{
    // The best first; SVG and WebP it does not read at all.
    private static readonly FigureFormat[] ReadByLatex = [FigureFormat.Pdf, FigureFormat.Png, FigureFormat.Jpeg];

    private readonly Invocation _call;
    private readonly IReadOnlyList<OutputTarget<FigureFormat>> _targets;
    private readonly OutputTarget<string>? _tex;
    private readonly string? _perHead;

    // Running text is LaTeX itself and needs no picture.
    private readonly bool _isTexAlone;
    private readonly HashSet<string> _warnings = [];

    private FigureFiles(Invocation call, IReadOnlyList<OutputTarget<FigureFormat>> targets)
    {
        _call = call;
        _targets = targets;
        _tex = call.Value(CompanionOptions.Tex) is { } path ? new(OutputOptions.Named(path), ".tex") : null;
        _perHead = call.Value(FigureSourceOptions.PerHead);
        _isTexAlone = _tex is not null && ViewChoices.ViewOf(call) == ScoreView.Text;
    }

    /// <summary>Whether there is none, so that a terminal may show the figure instead.</summary>
    public bool IsEmpty => _targets.Count == 0 && _perHead is null && !_isTexAlone;

    private IEnumerable<OutputTarget<FigureFormat>> Named => _targets.Where(target => !target.IsStream);

    private string PerHeadExtension => OutputOptions.ExtensionOf(_call) ?? FigureFormat.Png.Extension;

    /// <summary>The files that a command line names.</summary>
    /// <exception cref="UsageException">A format is unknown, or something that goes beside a file has none to go beside.</exception>
    public static FigureFiles Read(Invocation call) =>
        Of(call, OutputOptions.Read(call, FigureFormat.For, FigureFormat.All.Select(format => format.Extension)));

    /// <summary>Certain files of those that a command line names.</summary>
    /// <exception cref="UsageException">Something that goes beside a file has none to go beside.</exception>
    public static FigureFiles Of(Invocation call, IReadOnlyList<OutputTarget<FigureFormat>> targets)
    {
        FigureFiles files = new(call, targets);
        foreach (Option option in CompanionOptions.All.Where(call.Has))
        {
            if (!files.Named.Any() && !(files._isTexAlone && option == CompanionOptions.Tex))
            {
                throw new UsageException(Messages.NothingBeside(option.Name));
            }
        }

        if (files is { _tex: not null, _isTexAlone: false } && !files.Named.Any(target => ReadByLatex.Contains(target.Format)))
        {
            throw new UsageException(Messages.NoPictureForTex(files.Named.First().Format.Extension));
        }

        return files;
    }

    /// <summary>Refuses what cannot be written, before the work.</summary>
    /// <param name="count">How many figures there will be.</param>
    /// <exception cref="UsageException">A format is unknown.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public void Require(int count)
    {
        if (_perHead is not null && OutputOptions.ExtensionOf(_call) is { } extension)
        {
            OutputOptions.FormatOf("panel" + extension, FigureFormat.For);
        }

        OutputOptions.Require(_call, _targets, count);
        if (_tex is not null)
        {
            OutputOptions.Require(_call, [_tex], count, CompanionOptions.Tex);
        }

        foreach (string manifest in Enumerable.Range(0, count).SelectMany(index => ManifestsOf(index, count)))
        {
            _call.Claims.Claim(manifest, CompanionOptions.Manifest.Name);
        }

        if (_perHead is { Length: 0 })
        {
            throw new AttnExtractException("The name of the folder to write is empty; give one.");
        }

        if (_perHead is not null && File.Exists(_perHead))
        {
            throw new AttnExtractException(Messages.FolderIsFile(_perHead));
        }
    }

    /// <summary>Writes every file of one figure, and remarks once what would mislead in it.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="index">Its 0-based number.</param>
    /// <param name="count">How many figures there are.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Write(Figure figure, int index, int count)
    {
        using OutputBatch batch = new(_call.Shell);
        Add(batch, figure, index, count);
        return batch.Place();
    }

    /// <summary>The same among other files, with which they take their places.</summary>
    /// <param name="batch">The files.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="index">Its 0-based number.</param>
    /// <param name="count">How many figures there are.</param>
    public void Add(OutputBatch batch, Figure figure, int index, int count)
    {
        FigureDocument document = new(figure);
        Warn(_perHead is null || _targets.Count > 0
            ? document.WarningsOf(_targets.Select(target => target.Format))
            : new FigureDocument(figure.Split().First()).WarningsOf([FigureFormat.For("panel" + PerHeadExtension)]));
        batch.Add(_targets.Select(target => target.For(index, count)), (format, stream) => format.Write(document, stream));
        if (_perHead is not null)
        {
            string folder = count == 1 ? _perHead : Path.Combine(_perHead, OutputTarget<FigureFormat>.Numbered("text", index, count));
            batch.AddPanels(figure, folder, PerHeadExtension);
        }

        if (_tex?.For(index, count) is { } tex)
        {
            batch.Add([tex], (_, stream) => stream.Write(Utf8(figure.ToTex(PictureFrom(tex, index, count)))));
        }

        foreach (string manifest in ManifestsOf(index, count))
        {
            batch.Add(manifest, stream => stream.Write(Utf8(document.Manifest)));
        }

        _call.Timings.Mark("figure");
    }

    /// <summary>Writes every file of a run's only figure and says so, or shows it where there is none.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="said">What to say of the files that were written.</param>
    public void WriteOnly(Figure figure, Func<IReadOnlyList<string>, string> said)
    {
        if (IsEmpty)
        {
            Warn(figure);
            TerminalView.Write(_call, figure);
            return;
        }

        IReadOnlyList<string> written = Write(figure, 0, 1);
        if (_call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(_call.Shell, asList: false, [written], (json, paths) => json.WriteTexts("files", paths));
        }

        _call.Say(said(written));
    }

    /// <summary>Remarks once what would mislead in a figure, or could not be read.</summary>
    public void Warn(Figure figure) => Warn(new FigureDocument(figure).Warnings);

    private void Warn(IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings.Where(_warnings.Add))
        {
            _call.Note(warning);
        }
    }

    private string PictureFrom(OutputTarget<string> tex, int index, int count)
    {
        if (!Named.Any())
        {
            return Path.ChangeExtension(tex.Path, null);
        }

        string picture = ReadByLatex.SelectMany(format => Named.Where(target => target.Format == format)).First().For(index, count).Path;
        return tex.IsStream
            ? picture
            : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(tex.Path))!, Path.GetFullPath(picture));
    }

    private IEnumerable<string> ManifestsOf(int index, int count) => _call.Has(CompanionOptions.Manifest)
        ? Named.Select(target => Path.ChangeExtension(target.For(index, count).Path, ".json")).Distinct()
        : [];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
