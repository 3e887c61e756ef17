using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// A file of tensors that <c>torch.save</c> wrote (PyTorch 1.6 and later), memory-mapped. Such a file is a ZIP archive: a
/// Python pickle that describes the tensors, and their numbers. The pickle is read, never run.
/// </summary>
public sealed class TorchFile : IWeightFile
{
    private const string PickleName = "data.pkl";
    // A tensor takes some 200 bytes of it. Each byte may make an object, so this also bounds the memory that a bad file takes.
    private const int MaxPickleSize = 10_000_000;

    private readonly MappedFile _file;

    private TorchFile(MappedFile file)
    {
        _file = file;
        GitPointer.Refuse(file);
        RequireZip(file);
        StoredZip zip = StoredZip.Read(file);
        string folder = FindFolder(zip);
        RequireLittleEndian(zip, folder);

        TorchVocabulary vocabulary = new(file.Path, storage => OpenStorage(zip, $"{folder}data/{storage.Key}", storage));
        StoredZip.Member pickle = zip.Members[folder + PickleName];
        if (pickle.Length > MaxPickleSize)
        {
            throw new AttnExtractException(
                $"'{Path}' is damaged: its pickle has {pickle.Length} bytes, and at most {MaxPickleSize} are allowed.");
        }

        Tensors = Name(PickleMachine.Read(Path, file.Slice(pickle.Start, (int)pickle.Length).ToArray(), vocabulary));
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Maps and checks a file.</summary>
    /// <exception cref="AttnExtractException">
    /// There is no such file, it is damaged, or its pickle wants anything but tensors in a dictionary.
    /// </exception>
    public static TorchFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
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

    /// <summary>Unmaps the file; its tensors can no longer be read.</summary>
    public void Dispose() => _file.Dispose();

    private static void RequireZip(MappedFile file)
    {
        if (StoredZip.IsZip(file))
        {
            return;
        }

        // A bare pickle, of whatever protocol.
        bool isLegacy = file.Length > 0 && file.Slice(0, 1)[0] == 0x80;
        throw new AttnExtractException(isLegacy
            ? $"'{file.Path}' is in the format of PyTorch before 1.6, which is not read; load it with a newer PyTorch and save it again, "
                + "best as safetensors."
            : $"'{file.Path}' is not a file of weights that PyTorch wrote: it does not begin as a ZIP archive.");
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
            && !_file.Slice(member.Start, (int)Math.Min(member.Length, 16)).SequenceEqual("little"u8))
        {
            string order = Encoding.ASCII.GetString(_file.Slice(member.Start, (int)Math.Min(member.Length, 16)));
            throw new AttnExtractException($"'{Path}' has the byte order '{order}'; only 'little' is read.");
        }
    }

    private MappedBytes OpenStorage(StoredZip zip, string name, TorchVocabulary.Storage storage)
    {
        if (!zip.Members.TryGetValue(name, out StoredZip.Member member))
        {
            throw new AttnExtractException($"'{Path}' is damaged: its member '{name}', which holds the numbers of a tensor, is missing.");
        }

        return (Int128)storage.Count * storage.Type.ByteSize() == member.Length
            ? new MappedBytes(_file, member.Start, member.Length)
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
