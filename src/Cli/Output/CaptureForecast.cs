using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>Says how much a corpus will come to before it is captured, and refuses what no disk has room for.</summary>
internal static class CaptureForecast
{
    // Fewer are done before anybody has read how many they are.
    private const int LeastTexts = 64;

    // What a run's folder keeps is not compressed.
    private static readonly SafetensorsRecordFormat OfChunks = new();

    /// <summary>Of files.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="volume">How much; null where it is not known.</param>
    /// <param name="targets">The files.</param>
    /// <param name="store">How much of every number is kept.</param>
    /// <exception cref="AttnExtractException">A disk has less room.</exception>
    public static void Say(Invocation call, RecordVolume? volume, IReadOnlyList<OutputTarget<RecordFormat>> targets, RecordPrecision store)
    {
        foreach (IGrouping<string, OutputTarget<RecordFormat>> together in targets.Where(target => !target.IsStream)
            .GroupBy(target => Path.GetDirectoryName(RealPath.Of(target.Path))!))
        {
            Say(call, volume, together.First().Path, together.Key, [.. together.Select(target => target.Format)], store);
        }
    }

    /// <summary>Of a run's folder.</summary>
    /// <inheritdoc cref="Say(Invocation, RecordVolume?, IReadOnlyList{OutputTarget{RecordFormat}}, RecordPrecision)"/>
    /// <param name="call">The command line.</param>
    /// <param name="volume">How much; null where it is not known.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="store">How much of every number is kept.</param>
    public static void Say(Invocation call, RecordVolume? volume, string folder, RecordPrecision store) =>
        Say(call, volume, folder, folder, [OfChunks], store);

    private static void Say(
        Invocation call, RecordVolume? volume, string path, string folder, IReadOnlyList<RecordFormat> formats, RecordPrecision store)
    {
        double free = FreeDisk.BytesAt(folder);
        if (volume is not { } known)
        {
            Tell(call, Messages.UnknownSize(free));
            return;
        }

        double least = formats.Sum(format => format.LeastBytes(known, store));
        if (least > free)
        {
            throw new AttnExtractException(Messages.NoRoom(path, known, least, free));
        }

        if (known.Texts > LeastTexts || call.Has(RunFolderOptions.PlanOnly))
        {
            Tell(call, Messages.Expected(known, formats.Sum(format => format.ExpectedBytes(known, store)), free));
        }
    }

    // At once, and whatever becomes of it.
    private static void Tell(Invocation call, string message)
    {
        if (!call.Has(ReportOptions.Quiet))
        {
            call.NoteWait(message);
        }
    }
}
