using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights;

/// <summary>Fills an encoder's weights from a checkpoint, by a family's table.</summary>
internal static class WeightLoader
{
    // Each may hold one whole stored tensor beside the weights.
    private const int MostAtOnce = 4;

    // What files from before 2019 call the weight and bias of a norm.
    private static readonly (string Old, string New)[] OldNormNames = [(".gamma", ".weight"), (".beta", ".bias")];

    /// <summary>Converts every tensor that the encoder needs into its memory.</summary>
    /// <param name="encoder">The encoder, whose weights are overwritten.</param>
    /// <param name="checkpoint">Where the tensors lie.</param>
    /// <param name="table">What they are called there.</param>
    /// <param name="folder">The model folder, for messages.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="AttnExtractException">Something that the encoder needs is missing or has the wrong shape.</exception>
    public static LoadReport Load(Encoder encoder, Checkpoint checkpoint, WeightTable table, string folder)
    {
        Dictionary<string, StoredTensor> stored = WithCurrentNames(checkpoint);
        string prefix = table.PrefixOf(stored.ContainsKey);
        Dictionary<string, WeightSource> sources = table.Expand(prefix, encoder.Spec);

        List<LoadedWeight> loaded = [];
        List<string> missing = [];
        List<ShapeMismatch> wrongShape = [];
        List<Copy> copies = [];
        foreach ((string ours, Tensor parameter) in encoder.named_parameters())
        {
            WeightSource wanted = sources[ours];
            if (wanted.Names.FirstOrDefault(stored.ContainsKey) is not { } name)
            {
                missing.Add(wanted.Names[0]);
                continue;
            }

            StoredTensor source = stored[name];
            long[] shape = wanted.Operations.Reverse().Aggregate(parameter.shape, (after, operation) => operation.StoredShape(after));
            if (!source.Shape.AsSpan().SequenceEqual(shape))
            {
                wrongShape.Add(new ShapeMismatch(source.Name, [.. shape], source.Shape));
                continue;
            }

            loaded.Add(new LoadedWeight(source.Name, ours, source.Shape));
            copies.Add(new Copy(name, source, parameter, wanted));
        }

        string[] rest = [.. stored.Keys.Except(copies.Select(copy => copy.Name))];
        LoadReport report = new()
        {
            Loaded = [.. loaded],
            Missing = [.. missing],
            WrongShape = [.. wrongShape],
            Ignored = [.. rest.Where(name => table.Ignores(name, prefix)).Select(name => stored[name].Name)],
            Unexpected = [.. rest.Where(name => !table.Ignores(name, prefix)).Select(name => stored[name].Name)],
        };
        RequireComplete(report, encoder.Spec, rest.Max(name => table.LayerOf(name, prefix)), checkpoint, folder);
        Parallel.ForEach(
            copies.GroupBy(copy => copy.Name),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce },
            ofOne => Fill([.. ofOne], encoder.Spec));
        return report;
    }

    private static Dictionary<string, StoredTensor> WithCurrentNames(Checkpoint checkpoint)
    {
        Dictionary<string, StoredTensor> stored = new(checkpoint.Tensors.Count);
        foreach ((string name, StoredTensor tensor) in checkpoint.Tensors)
        {
            string current = name;
            foreach ((string old, string replacement) in OldNormNames)
            {
                if (name.EndsWith(old, StringComparison.Ordinal))
                {
                    current = name[..^old.Length] + replacement;
                }
            }

            // A file with both spellings of one weight keeps the current one.
            if (current == name || !checkpoint.Tensors.ContainsKey(current))
            {
                stored.Add(current, tensor);
            }
        }

        return stored;
    }

    private static void RequireComplete(LoadReport report, EncoderSpec spec, int? lastStoredLayer, Checkpoint checkpoint, string folder)
    {
        if (report.WrongShape is [ShapeMismatch first, ..])
        {
            throw new AttnExtractException(
                $"The weights in '{folder}' do not fit its config.json: '{first.Stored}' has shape [{string.Join(", ", first.Actual)}], "
                + $"but the configuration asks for [{string.Join(", ", first.Expected)}]{Others(report.WrongShape.Length, "tensor")}.");
        }

        if (report.Missing is [string name, ..])
        {
            string near = Suggestion.Nearest(name, checkpoint.Tensors.Keys) is { } nearest ? $" The nearest name there is '{nearest}'." : "";
            throw new AttnExtractException(
                $"The weights in '{folder}' lack '{name}', which the configuration asks for{Others(report.Missing.Length, "tensor")}.{near}");
        }

        if (lastStoredLayer >= spec.LayerGroupCount)
        {
            throw new AttnExtractException(
                $"The weights in '{folder}' do not fit its config.json: the configuration asks for {spec.LayerGroupCount} layers, "
                + $"but there are weights of {lastStoredLayer + 1}.");
        }
    }

    private static string Others(int count, string what) => count switch
    {
        1 => "",
        2 => $", and one more {what} like it",
        _ => $", and {count - 1} more {what}s like it",
    };

    /// <summary>Fills every weight that one stored tensor becomes, or becomes a part of.</summary>
    private static void Fill(Copy[] copies, EncoderSpec spec)
    {
        using IDisposable scope = NewDisposeScope();
        if (copies is [{ Wanted.Operations.IsEmpty: true } only])
        {
            Convert(only.Source, only.Parameter);
            return;
        }

        StoredTensor source = copies[0].Source;
        Tensor whole = empty(source.Shape.AsSpan(), dtype: copies[0].Parameter.dtype);
        Convert(source, whole);
        foreach (Copy copy in copies)
        {
            copy.Parameter.copy_(copy.Wanted.Operations.Aggregate(whole, (before, operation) => operation.Apply(before, spec)));
        }
    }

    private static void Convert(StoredTensor source, Tensor destination)
    {
        if (destination.dtype == ScalarType.Float64)
        {
            source.CopyTo(Numbers<double>(destination));
        }
        else
        {
            source.CopyTo(Numbers<float>(destination));
        }
    }

    // The library's own view counts bytes in 32 bits, which ends at 2 GiB; the largest tables have more.
    private static Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged
    {
        using Tensor flat = tensor.view(-1);
        using Tensor first = flat.narrow(0, 0, 1);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, T>(first.bytes)), checked((int)tensor.numel()));
    }

    private readonly record struct Copy(string Name, StoredTensor Source, Tensor Parameter, WeightSource Wanted);
}
