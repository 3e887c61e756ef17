using System.CommandLine;
using AttnExtract.Cli.Commands;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Options;

/// <summary>How the model is run.</summary>
internal static class RunOptions
{
    /// <summary>Where a device is named that the command line does not name.</summary>
    public const string DeviceVariable = "ATTN_DEVICE";

    /// <summary>The sites to keep.</summary>
    public static Option<string[]> Sites { get; } = new("--sites")
    {
        HelpName = "SITES",
        Description = "what to keep: names, ends of names or patterns such as layers.*.attention.z, separated by commas; "
            + "else the attention maps (attn list sites)",
    };

    /// <summary>The type to compute in.</summary>
    public static Option<string> Precision { get; } = new("--precision", "--dtype")
    {
        HelpName = "TYPE",
        Description = "compute in float32 (the default) or float64; bfloat16: in float32, with weights in half the memory",
    };

    /// <summary>How much of every number a file keeps.</summary>
    public static Option<string> Store { get; } = new("--store")
    {
        HelpName = "TYPE",
        Description = "keep the numbers in float16, three digits in half the bytes, instead of float32",
    };

    /// <summary>Where the model runs.</summary>
    public static Option<string> Device { get; } = new("--device")
    {
        HelpName = "NAME",
        Description = $"where the model runs, as far as libtorch has it: {Messages.Listed(ComputeDevice.All.Select(device => device.Name), "or")}; "
            + $"else {DeviceVariable}; else {ComputeDevice.Cpu}",
    };

    /// <summary>Whether the run proves itself.</summary>
    public static Option<bool> Verify { get; } =
        ReportOptions.Flag("--verify", "compute each layer a second time, in double precision and by another path, and compare");

    /// <summary>How many threads share the work.</summary>
    public static Option<string> Threads { get; } = new("--threads")
    {
        HelpName = "N",
        Description = "share the texts, or what is switched off in turn, among N threads, else one a core; numbers do not depend on it "
            + $"({ProgramThreads.Variable})",
    };

    /// <summary>What threads share where nothing is switched off.</summary>
    public static KeyValuePair<Option, OptionWords> OfTexts { get; } = new(Threads, new(
        Threads.HelpName, $"share the texts among N threads, else one a core; numbers do not depend on it ({ProgramThreads.Variable})"));

    /// <summary>What it can be called.</summary>
    public static IEnumerable<string> PrecisionNames => Precisions.Words;

    private static readonly Choice<Precision> Precisions =
        new(("float32", Model.Precision.Float32), ("float64", Model.Precision.Float64), ("bfloat16", Model.Precision.BFloat16));

    /// <summary>How much of every number can be kept.</summary>
    public static Choice<RecordPrecision> Stores { get; } = new(("float16", RecordPrecision.Float16), ("float32", RecordPrecision.Float32));

    /// <summary>The sites that a command line names, or null.</summary>
    public static IReadOnlyList<string>? SitesOf(Invocation call) =>
        call.Value(Sites) is { Length: > 0 } sites
            ? [.. sites.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : null;

    /// <summary>Shares the work among as many threads as a command line names.</summary>
    /// <exception cref="UsageException">It is no number of threads.</exception>
    public static void Share(Invocation call)
    {
        if (Numbers.ReadWhole(call, Threads, 1, ProgramThreads.Most) is { } count)
        {
            ProgramThreads.Count = count;
        }
    }

    /// <summary>The device that a command line, else the environment, names; else the processor.</summary>
    /// <exception cref="AttnExtractException">There is no such device.</exception>
    public static ComputeDevice DeviceOf(Invocation call) =>
        (call.Value(Device) ?? call.Shell.Variable(DeviceVariable)) is { Length: > 0 } name ? ComputeDevice.Get(name) : ComputeDevice.Cpu;

    /// <summary>The type that a command line names.</summary>
    /// <exception cref="UsageException">There is no such type.</exception>
    public static Precision PrecisionOf(Invocation call) => Precisions.Read(call, Precision) ?? Model.Precision.Float32;

    /// <summary>How much of every number a command line wants kept.</summary>
    /// <exception cref="UsageException">There is no such type.</exception>
    public static RecordPrecision StoreOf(Invocation call) => Stores.Read(call, Store) ?? RecordPrecision.Float32;
}
