using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights;

/// <summary>Fills an encoder's weights from a checkpoint, by a family's table.</summary>
internal static class WeightLoader
{
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
        Dictionary<string, string> theirs = table.Expand(prefix, encoder.Spec.LayerCount).ToDictionary(pair => pair.Ours, pair => pair.Theirs);

        List<LoadedWeight> loaded = [];
        List<string> missing = [];
        List<ShapeMismatch> wrongShape = [];
        List<(Tensor Parameter, StoredTensor Source)> copies = [];
        foreach ((string ours, Tensor parameter) in encoder.named_parameters())
        {
            string name = theirs[ours];
            if (!stored.Remove(name, out StoredTensor? source))
            {
                missing.Add(name);
            }
            else if (!source.Shape.AsSpan().SequenceEqual(parameter.shape))
            {
                wrongShape.Add(new ShapeMismatch(source.Name, [.. parameter.shape], source.Shape));
            }
            else
            {
                loaded.Add(new LoadedWeight(source.Name, ours, source.Shape));
                copies.Add((parameter, source));
            }
        }

        LoadReport report = new()
        {
            Loaded = [.. loaded],
            Missing = [.. missing],
            WrongShape = [.. wrongShape],
            Ignored = [.. stored.Where(rest => table.Ignores(rest.Key, prefix)).Select(rest => rest.Value.Name)],
            Unexpected = [.. stored.Where(rest => !table.Ignores(rest.Key, prefix)).Select(rest => rest.Value.Name)],
        };
        RequireComplete(report, encoder.Spec, stored.Keys.Max(name => table.LayerOf(name, prefix)), checkpoint, folder);
        Parallel.ForEach(copies, copy => Copy(copy.Source, copy.Parameter));
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

        if (lastStoredLayer >= spec.LayerCount)
        {
            throw new AttnExtractException(
                $"The weights in '{folder}' do not fit its config.json: the configuration asks for {spec.LayerCount} layers, "
                + $"but there are weights of {lastStoredLayer + 1}.");
        }
    }

    private static string Others(int count, string what) => count switch
    {
        1 => "",
        2 => $", and one more {what} like it",
        _ => $", and {count - 1} more {what}s like it",
    };

    private static void Copy(StoredTensor source, Tensor parameter)
    {
        if (parameter.dtype == ScalarType.Float64)
        {
            source.CopyTo(MemoryMarshal.Cast<byte, double>(parameter.bytes));
        }
        else
        {
            source.CopyTo(MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }
    }
}
