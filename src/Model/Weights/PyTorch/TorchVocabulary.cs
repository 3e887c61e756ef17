using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// The names with which PyTorch saves tensors, as plain data: storages, the functions that view a storage as a tensor, and
/// the ordered dictionary that holds the tensors. Source: torch/_utils.py and torch/serialization.py of PyTorch.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="openStorage">Gives the place of a storage by its key.</param>
internal sealed class TorchVocabulary(string path, Func<TorchVocabulary.Storage, FileBytes> openStorage) : PickleVocabulary
{
    private static readonly ImmutableArray<(string Name, ElementType Type)> StorageTypes =
    [
        ("FloatStorage", ElementType.F32),
        ("HalfStorage", ElementType.F16),
        ("BFloat16Storage", ElementType.BF16),
        ("DoubleStorage", ElementType.F64),
        ("LongStorage", ElementType.I64),
        ("IntStorage", ElementType.I32),
        ("ShortStorage", ElementType.I16),
        ("CharStorage", ElementType.I8),
        ("ByteStorage", ElementType.U8),
        ("BoolStorage", ElementType.BOOL),
    ];

    private enum Function
    {
        OrderedDictionary,
        RebuildTensor,
        RebuildParameter,
    }

    /// <inheritdoc/>
    public override object Global(string module, string name)
    {
        switch (module, name)
        {
            case ("collections", "OrderedDict"):
                return Function.OrderedDictionary;
            case ("torch._utils", "_rebuild_tensor_v2"):
                return Function.RebuildTensor;
            case ("torch._utils", "_rebuild_parameter"):
                return Function.RebuildParameter;
            case ("torch", _):
                foreach ((string known, ElementType type) in StorageTypes)
                {
                    if (name == known)
                    {
                        return type;
                    }
                }

                break;
        }

        throw new AttnExtractException(
            $"'{path}' is refused: its pickle names '{module}.{name}', which tensors do not need; nothing of it was run.");
    }

    /// <inheritdoc/>
    public override object Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (Function.OrderedDictionary, []) => new OrderedDictionary<string, object?>(StringComparer.Ordinal),

        // Storage, first number, lengths, steps; whether it wants gradients, and hooks, which nobody needs here.
        (Function.RebuildTensor, [Storage storage, long first, object?[] shape, object?[] strides, ..]) =>
            Rebuild(storage, first, WholeNumbers(shape), WholeNumbers(strides)),
        (Function.RebuildParameter, [Tensor tensor, ..]) => tensor,
        (Function known, _) => throw Damaged($"{known} is called with arguments of the wrong kind"),
        _ => throw Damaged("something that is no function is called"),
    };

    /// <inheritdoc/>
    public override object Persistent(object? identifier) =>
        identifier is object?[] and ["storage", ElementType type, string key, string, long count, .. object?[] view] && count >= 0
            ? view is [] or [null]
                ? new Storage(type, key, count)
                : throw new AttnExtractException($"'{path}' is refused: storage '{key}' is a part of another, which is not read.")
            : throw Damaged("a storage is not identified by type, key, place and size");

    private Tensor Rebuild(Storage storage, long first, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (first < 0 || shape.Length != strides.Length)
        {
            throw Damaged($"storage '{storage.Key}' is viewed in a way that cannot be");
        }

        try
        {
            long count = 1;
            long last = first;
            for (int axis = 0; axis < shape.Length; axis++)
            {
                count = checked(count * shape[axis]);
                last = checked(last + (Math.Max(shape[axis] - 1, 0) * strides[axis]));
            }

            if (count > 0 && last >= storage.Count)
            {
                throw Damaged($"{Describe(shape)} does not lie within storage '{storage.Key}' of {storage.Count} numbers");
            }

            // Saved weights do not, and a few bytes of file could fill any memory.
            if (count > storage.Count)
            {
                throw new AttnExtractException(
                    $"'{path}' is refused: {Describe(shape)} repeats the {storage.Count} numbers of storage '{storage.Key}'.");
            }
        }
        catch (OverflowException)
        {
            throw Damaged($"{Describe(shape)} has more numbers than can be counted");
        }

        TensorBytes bytes = StridedBytes.View(openStorage(storage), storage.Type, first, shape, strides);
        return new Tensor(storage.Type, shape, bytes);
    }

    private static string Describe(ImmutableArray<long> shape) => $"a tensor of shape [{string.Join(", ", shape)}]";

    private ImmutableArray<long> WholeNumbers(object?[] values) =>
    [
        .. values.Select(value => value is long number and >= 0 ? number : throw Damaged("a length or step is no whole number from 0 up")),
    ];

    private AttnExtractException Damaged(string what) => new($"'{path}' is damaged: {what}.");

    /// <summary>A run of numbers that tensors are views of.</summary>
    public sealed record Storage(ElementType Type, string Key, long Count);

    /// <summary>A tensor before it has a name.</summary>
    public sealed record Tensor(ElementType Type, ImmutableArray<long> Shape, TensorBytes Bytes);
}
