using System.Collections.Immutable;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// A file of tensors that <c>torch.save</c> wrote: a Python pickle that describes the tensors, and their numbers, in a ZIP archive, or
/// before PyTorch 1.6 one behind the other. The pickle is read, never run.
/// </summary>
public sealed class TorchFile : IWeightFile
{
    private const string PickleName = "data.pkl";
    // A tensor takes some 200 bytes of it. Each byte may make an object, so this also bounds the memory that a bad file takes.
    private const int MaxPickleSize = 10_000_000;

    // Under what checkpoints of trainings keep the weights, beside the state of the optimizer and the like.
    private static readonly string[] Nests = ["state_dict", "model_state_dict"];

    private readonly PlacedFile _file;

    private TorchFile(PlacedFile file)
    {
        _file = file;
        GitPointer.Refuse(file);
        Tensors = Name(Unnest(StoredZip.IsZip(file) ? ReadArchive() : ReadStream()));
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> Remarks { get; private set; } = [];

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="AttnExtractException">
    /// There is no such file, it is damaged, or its pickle wants anything but tensors in a dictionary.
    /// </exception>
    public static TorchFile Open(string path)
    {
        PlacedFile file = PlacedFile.Open(path);
        try
        {
            return new TorchFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file; its tensors can no longer be read.</summary>
    public void Dispose() => _file.Dispose();

    private object? ReadStream()
    {
        if (TorchStream.IsOne(_file))
        {
            return TorchStream.Read(_file, MaxPickleSize);
        }

        string begins = _file.Length > 0 && _file.Slice(0, 1)[0] == 0x80 ? "is a pickle without PyTorch's mark" : "does not begin as a ZIP archive";
        throw new AttnExtractException($"'{Path}' is not a file of weights that PyTorch wrote: it {begins}.");
    }

    private object? ReadArchive()
    {
        StoredZip zip = StoredZip.Read(_file);
        string folder = FindFolder(zip);
        RequireLittleEndian(zip, folder);

        TorchVocabulary vocabulary = new(Path, storage => OpenStorage(zip, $"{folder}data/{storage.Key}", storage));
        StoredZip.Member pickle = zip.Members[folder + PickleName];
        if (pickle.Length > MaxPickleSize)
        {
            throw new AttnExtractException(
                $"'{Path}' is damaged: its pickle has {pickle.Length} bytes, and at most {MaxPickleSize} are allowed.");
        }

        int position = 0;
        return PickleMachine.Read(Path, _file.Slice(pickle.Start, (int)pickle.Length), ref position, vocabulary);
    }

    private object? Unnest(object? root)
    {
        if (root is not OrderedDictionary<string, object?> outer
            || Nests.FirstOrDefault(name => outer.GetValueOrDefault(name) is OrderedDictionary<string, object?>) is not { } nest)
        {
            return root;
        }

        string[] others = [.. outer.Keys.Where(name => name != nest).Select(name => $"'{name}'")];
        Remarks = [$"the weights lie under '{nest}'{(others.Length == 0 ? "" : $"; left aside beside it: {string.Join(", ", others)}")}"];
        return outer[nest];
    }

    // PyTorch puts everything into one folder, whose name may be any.
    private string FindFolder(StoredZip zip)
    {
        string[] pickles = [.. zip.Members.Keys.Where(name => name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        return pickles.Length == 1
            ? pickles[0][..^PickleName.Length]
            : throw new AttnExtractException(
                $"'{Path}' is not a file of weights that PyTorch wrote: it has {pickles.Length} members {PickleName}; one was expected.");
    }

    private void RequireLittleEndian(StoredZip zip, string folder)
    {
        if (zip.Members.TryGetValue(folder + "byteorder", out StoredZip.Member member)
            && !_file.Slice(member.Start, (int)Math.Min(member.Length, 16)).AsSpan().SequenceEqual("little"u8))
        {
            string order = Encoding.ASCII.GetString(_file.Slice(member.Start, (int)Math.Min(member.Length, 16)));
            throw new AttnExtractException($"'{Path}' has the byte order '{order}'; only 'little' is read.");
        }
    }

    private FileBytes OpenStorage(StoredZip zip, string name, TorchVocabulary.Storage storage)
    {
        if (!zip.Members.TryGetValue(name, out StoredZip.Member member))
        {
            throw new AttnExtractException($"'{Path}' is damaged: its member '{name}', which holds the numbers of a tensor, is missing.");
        }

        return (Int128)storage.Count * storage.Type.ByteSize() == member.Length
            ? new FileBytes(_file, member.Start, member.Length)
            : throw new AttnExtractException(
                $"'{Path}' is damaged: its member '{name}' has {member.Length} bytes, but {storage.Count} numbers of {storage.Type} were "
                + "announced.");
    }

    private OrderedDictionary<string, StoredTensor> Name(object? root)
    {
        if (root is not OrderedDictionary<string, object?> dictionary)
        {
            throw new AttnExtractException($"'{Path}' holds no weights: a dictionary of tensors was expected.");
        }

        OrderedDictionary<string, StoredTensor> tensors = new(dictionary.Count, StringComparer.Ordinal);
        foreach ((string name, object? value) in dictionary)
        {
            tensors.Add(name, value is TorchVocabulary.Tensor tensor
                ? new StoredTensor(Path, name, tensor.Type, tensor.Shape, tensor.Bytes)
                : throw new AttnExtractException($"'{Path}' holds more than weights: '{name}' is no tensor."));
        }

        return tensors;
    }
}
