using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// The layout of <c>torch.save</c> before PyTorch 1.6: pickles one after the other (a mark, a protocol, the machine, the object, the keys of
/// its storages), then each storage as a count and its numbers. Source: <c>_legacy_save</c> in torch/serialization.py of PyTorch.
/// </summary>
internal static class TorchStream
{
    private const long Protocol = 1001;

    // Protocol 2, LONG1 of ten bytes: PyTorch's number 0x1950a86a20f9469cfc6c.
    private static ReadOnlySpan<byte> Beginning => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file begins as this layout does.</summary>
    public static bool IsOne(PlacedFile file) =>
        file.Length >= Beginning.Length && file.Slice(0, Beginning.Length).AsSpan().SequenceEqual(Beginning);

    /// <summary>Reads the object, whose tensors are views of the file.</summary>
    /// <param name="file">Begins as this layout does.</param>
    /// <param name="mostBytes">How many bytes the pickles may have together.</param>
    /// <exception cref="AttnExtractException">The file is damaged, or its pickles want anything but tensors.</exception>
    public static object? Read(PlacedFile file, int mostBytes)
    {
        byte[] pickles = file.Slice(0, (int)Math.Min(file.Length, mostBytes));
        Storages storages = new(file);
        int position = Beginning.Length;
        RequireProtocol(file, Next(storages.Announce));
        RequireLittleEndian(file, Next(storages.Announce));

        // Where the storages lie is only said behind the object that views them, so that it is read once for each.
        int start = position;
        Next(storages.Announce);
        storages.Place(Next(storages.Announce), position);
        position = start;
        return Next(storages.Open);

        object? Next(Func<TorchVocabulary.Storage, FileBytes> openStorage) =>
            PickleMachine.Read(file.Path, pickles, ref position, new TorchVocabulary(file.Path, openStorage));
    }

    private static void RequireProtocol(PlacedFile file, object? protocol)
    {
        if (protocol is not Protocol)
        {
            throw new AttnExtractException($"'{file.Path}' is damaged: protocol {Protocol} of PyTorch was expected in its second pickle.");
        }
    }

    private static void RequireLittleEndian(PlacedFile file, object? machine)
    {
        if (machine is not OrderedDictionary<string, object?> facts || facts.GetValueOrDefault("little_endian") is not bool isLittle)
        {
            throw new AttnExtractException($"'{file.Path}' is damaged: its third pickle does not say whether numbers are little-endian.");
        }

        if (!isLittle)
        {
            throw new AttnExtractException($"'{file.Path}' has the byte order 'big'; only 'little' is read.");
        }
    }

    /// <summary>The runs of numbers of a file: first announced by tensors, then placed.</summary>
    private sealed class Storages(PlacedFile file)
    {
        private readonly Dictionary<string, TorchVocabulary.Storage> _announced = new(StringComparer.Ordinal);
        private readonly Dictionary<string, FileBytes> _places = new(StringComparer.Ordinal);

        /// <summary>Notes a storage; what it gives has the right length and no numbers yet.</summary>
        public FileBytes Announce(TorchVocabulary.Storage storage)
        {
            if (_announced.TryGetValue(storage.Key, out TorchVocabulary.Storage? other) && other != storage)
            {
                throw Damaged($"storage '{storage.Key}' is {other.Count} numbers of {other.Type} and {storage.Count} of {storage.Type}");
            }

            if ((Int128)storage.Count * storage.Type.ByteSize() > file.Length)
            {
                throw Damaged($"storage '{storage.Key}' should have {storage.Count} numbers of {storage.Type}, more than the file holds");
            }

            _announced[storage.Key] = storage;
            return new FileBytes(file, 0, storage.Count * storage.Type.ByteSize());
        }

        /// <summary>Finds the storages in the order of their keys.</summary>
        public void Place(object? keys, long position)
        {
            foreach (object? item in keys as List<object?> ?? throw Damaged("its last pickle is no list of storages"))
            {
                if (item is not string key || !_announced.TryGetValue(key, out TorchVocabulary.Storage? storage))
                {
                    throw Damaged($"it holds a storage '{item}' that no tensor views");
                }

                long length = storage.Count * storage.Type.ByteSize();
                if (file.Length - position < sizeof(long) + length)
                {
                    throw Damaged($"it is cut off before the end of storage '{key}'");
                }

                long count = BitConverter.ToInt64(file.Slice(position, sizeof(long)));
                if (count != storage.Count)
                {
                    throw Damaged($"storage '{key}' has {count} numbers, but {storage.Count} were announced");
                }

                _places[key] = new FileBytes(file, position + sizeof(long), length);
                position += sizeof(long) + length;
            }
        }

        /// <summary>The numbers of a storage.</summary>
        public FileBytes Open(TorchVocabulary.Storage storage) => _places.TryGetValue(storage.Key, out FileBytes? place)
            ? place
            : throw Damaged($"storage '{storage.Key}', which holds the numbers of a tensor, is missing");

        private AttnExtractException Damaged(string what) => new($"'{file.Path}' is damaged: {what}.");
    }
}
