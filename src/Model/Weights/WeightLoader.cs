using AttnExtract.Ground;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights;

/// <summary>Fills weights from a checkpoint, by a family's table.</summary>
internal sealed class WeightLoader
{
    // Each may hold one whole stored tensor beside the weights.
    private const int MostAtOnce = 4;

    // What files from before 2019 call the weight and bias of a norm.
    private static readonly (string Old, string New)[] OldNormNames = [(".gamma", ".weight"), (".beta", ".bias")];

    // What PyTorch's wrappers of modules (for several devices, compiled, of a training) put before every name.
    private static readonly string[] Wrappings = ["module.", "_orig_mod.", "model."];

    private readonly Checkpoint _checkpoint;
    private readonly WeightTable _table;
    private readonly ModelSpec _spec;
    private readonly string _folder;
    private readonly Dictionary<string, StoredTensor> _stored;
    private readonly string _wrapping;
    private readonly string _prefix;
    private readonly Dictionary<string, WeightSource> _sources;

    /// <summary>Finds out where every weight lies.</summary>
    /// <param name="checkpoint">Where the tensors lie; must stay open.</param>
    /// <param name="table">What they are called there.</param>
    /// <param name="spec">The model that they are for.</param>
    /// <param name="folder">The model folder, for messages.</param>
    public WeightLoader(Checkpoint checkpoint, WeightTable table, ModelSpec spec, string folder)
    {
        _checkpoint = checkpoint;
        _table = table;
        _spec = spec;
        _folder = folder;
        Dictionary<string, StoredTensor> stored = WithCurrentNames(checkpoint);
        _wrapping = WrappingOf(stored, table);
        _stored = Unwrap(stored, _wrapping);
        _prefix = table.PrefixOf(_stored.ContainsKey);
        _sources = table.Expand(_prefix, spec);
    }

    /// <summary>The stored name of the first of some weights that is not there; null when all are.</summary>
    /// <param name="weights">Our names.</param>
    public string? FirstMissing(IEnumerable<string> weights) =>
        weights.Select(ours => _sources[ours]).Where(source => StoredName(source) is null).Select(source => source.Names[0]).FirstOrDefault();

    /// <summary>Where one of our weights lies: the stored tensor, and what is done to it; null where it is not there.</summary>
    /// <param name="ours">Our name.</param>
    public (StoredTensor Tensor, WeightSource Source)? Find(string ours) =>
        _sources.TryGetValue(ours, out WeightSource source) && StoredName(source) is { } name ? (_stored[name], source) : null;

    /// <summary>Converts every tensor that is needed into its memory.</summary>
    /// <param name="weights">The weights by our names, which are overwritten.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="AttnExtractException">Something is missing or has the wrong shape, or a number is not finite.</exception>
    public LoadReport Load(IEnumerable<(string Name, Tensor Weight)> weights)
    {
        (LoadReport report, List<Copy> copies, string[] rest) = Match(weights);
        RequireComplete(report, rest);
        RequireMemory([.. copies.Select(copy => copy.Weight)]);
        AttnExtractException?[] failures = new AttnExtractException?[copies.Count];
        Parallel.ForEach(
            copies.GroupBy(copy => copy.Name),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce },
            (ofOne, _, index) => failures[index] = Fill([.. ofOne]));
        return failures.FirstOrDefault(failure => failure is not null) is { } first ? throw first : report;
    }

    /// <summary>What would become of every tensor, without reading a number.</summary>
    /// <param name="weights">The weights by our names, of which only the shapes are looked at.</param>
    /// <exception cref="AttnExtractException">Something is missing or has the wrong shape.</exception>
    public LoadReport Foresee(IEnumerable<(string Name, Tensor Weight)> weights)
    {
        (LoadReport report, _, string[] rest) = Match(weights);
        RequireComplete(report, rest);
        return report;
    }

    /// <summary>The same, whether or not it could be loaded.</summary>
    public LoadReport Compare(IEnumerable<(string Name, Tensor Weight)> weights) => Match(weights).Report;

    private (LoadReport Report, List<Copy> Copies, string[] NotLoaded) Match(IEnumerable<(string Name, Tensor Weight)> weights)
    {
        List<LoadedWeight> loaded = [];
        List<string> missing = [];
        List<ShapeMismatch> wrongShape = [];
        List<Copy> copies = [];
        List<WantedWeight> all = [];
        foreach ((string ours, Tensor weight) in weights)
        {
            WeightSource wanted = _sources[ours];
            long[] shape = wanted.Operations.Reverse().Aggregate(weight.shape, (after, operation) => operation.StoredShape(after, _spec.First));
            if (StoredName(wanted) is not { } name)
            {
                all.Add(new WantedWeight(ours, wanted.Names, [.. shape], null, []));
                missing.Add(wanted.Names[0]);
                continue;
            }

            StoredTensor source = _stored[name];
            all.Add(new WantedWeight(ours, wanted.Names, [.. shape], source.Name, source.Shape));
            if (!source.Shape.AsSpan().SequenceEqual(shape))
            {
                wrongShape.Add(new ShapeMismatch(source.Name, [.. shape], source.Shape));
                continue;
            }

            loaded.Add(new LoadedWeight(source.Name, ours, [.. weight.shape]));
            copies.Add(new Copy(name, source, weight, wanted));
        }

        string[] rest = [.. _stored.Keys.Except(copies.Select(copy => copy.Name))];
        LoadReport report = new()
        {
            Loaded = [.. loaded],
            Wanted = [.. all],
            Missing = [.. missing],
            WrongShape = [.. wrongShape],
            Ignored = [.. rest.Where(name => _table.Ignores(name, _prefix)).Select(name => _stored[name].Name)],
            Unexpected = [.. rest.Where(name => !_table.Ignores(name, _prefix)).Select(name => _stored[name].Name)],
            Remarks =
            [
                .. _checkpoint.Remarks,
                .. _wrapping.Length == 0 ? Array.Empty<string>() : [$"every name begins with '{_wrapping}', which was taken off"],
            ],
            ParameterCount = copies.DistinctBy(copy => copy.Name).Sum(copy => copy.Source.Count),
        };
        return (report, copies, rest);
    }

    private string? StoredName(WeightSource source) => source.Names.FirstOrDefault(_stored.ContainsKey);

    // Only where the family finds more of its names without it: some have such a beginning themselves.
    private static string WrappingOf(Dictionary<string, StoredTensor> stored, WeightTable table) =>
        Wrappings.FirstOrDefault(wrapping =>
            stored.Keys.All(name => name.StartsWith(wrapping, StringComparison.Ordinal))
            && table.CountFound(name => stored.ContainsKey(wrapping + name)) > table.CountFound(stored.ContainsKey)) ?? "";

    private static Dictionary<string, StoredTensor> Unwrap(Dictionary<string, StoredTensor> stored, string wrapping) =>
        stored.ToDictionary(tensor => tensor.Key[wrapping.Length..], tensor => tensor.Value);

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

    private void RequireComplete(LoadReport report, string[] rest)
    {
        if (report.WrongShape is [ShapeMismatch first, ..])
        {
            throw new AttnExtractException(
                $"The weights in '{_folder}' do not fit its config.json: '{first.Stored}' has shape [{string.Join(", ", first.Actual)}], "
                + $"but the configuration asks for [{string.Join(", ", first.Expected)}]{Others(report.WrongShape.Length, "tensor")}.");
        }

        if (report.Missing is [string name, ..])
        {
            string near = Suggestion.Nearest(name, _checkpoint.Tensors.Keys) is { } nearest ? $" The nearest name there is '{nearest}'." : "";
            throw new AttnExtractException(
                $"The weights in '{_folder}' lack '{name}', which the configuration asks for{Others(report.Missing.Length, "tensor")}.{near}");
        }

        foreach ((StackOrder stack, int count) in _spec.Stacks.Select(stack => (stack, _spec[stack].LayerGroupCount)))
        {
            if (rest.Max(name => _table.LayerOf(name, _prefix, stack)) is { } last && last >= count)
            {
                throw new AttnExtractException(
                    $"The weights in '{_folder}' do not fit its config.json: the configuration asks for {count} "
                    + $"{(stack == StackOrder.Second ? "decoder layers" : "layers")}, but there are weights of {last + 1}.");
            }
        }
    }

    private static string Others(int count, string what) => count switch
    {
        1 => "",
        2 => $", and one more {what} like it",
        _ => $", and {count - 1} more {what}s like it",
    };

    /// <summary>Fills every weight that one stored tensor becomes, or becomes a part of.</summary>
    /// <returns>Why it cannot; null where it could.</returns>
    private AttnExtractException? Fill(Copy[] copies)
    {
        using IDisposable scope = NewDisposeScope();
        try
        {
            if (copies is [{ Wanted.Operations.IsEmpty: true } only])
            {
                only.Source.CopyTo(only.Weight);
                return null;
            }

            StoredTensor source = copies[0].Source;
            Tensor whole = NewTensor.Empty([.. source.Shape], copies[0].Weight);
            source.CopyTo(whole);
            foreach (Copy copy in copies)
            {
                copy.Weight.copy_(copy.Wanted.Operations.Aggregate(whole, (before, operation) => operation.Apply(before, _spec.First)));
            }

            return null;
        }
        catch (AttnExtractException failure)
        {
            return failure;
        }
    }

    private void RequireMemory(Tensor[] weights)
    {
        double count = weights.Sum(weight => (double)weight.numel());
        long size = weights.Select(weight => weight.element_size()).DefaultIfEmpty(0).Max();
        FreeMemory.Require(
            count * size,
            () => $"The model in '{_folder}'",
            () => $"{count:0} weights × {size} bytes",
            () => "end other programs, or take a smaller model");
    }

    private readonly record struct Copy(string Name, StoredTensor Source, Tensor Weight, WeightSource Wanted);
}
