using System.IO.Compression;
using System.Runtime.InteropServices;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.PyTorch;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights.PyTorch;

public sealed class TorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["pytorch_model.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_reads_the_storages_of_the_reference_files()
    {
        string[] files = [.. ReferenceData.Folders("families").SelectMany(folder => Directory.GetFiles(folder, "pytorch_model*.bin"))];
        foreach (string path in files)
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            string[] storages = [.. zip.Entries.Where(entry => entry.FullName.Contains("/data/")).Select(Content)];

            using TorchFile file = TorchFile.Open(path);
            string[] tensors = [.. file.Tensors.Values.Select(tensor => Convert.ToHexString(tensor.Bytes))];

            // Each storage is some tensor, and tensors that share one have the same numbers: nothing is left over.
            Assert.Equal(storages.ToHashSet(), tensors.ToHashSet());
        }

        static string Content(ZipArchiveEntry entry)
        {
            using Stream stream = entry.Open();
            byte[] bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return Convert.ToHexString(bytes);
        }
    }

    [Fact]
    public void Open_views_storages_as_the_tensors_say()
    {
        byte[] storage = Pickle.Storage("0", "FloatStorage", 6);
        Write(
            [0, 1, 2, 3, 4, 5],
            ("whole", Pickle.Tensor(storage, 0, [2, 3], [3, 1])),
            ("transposed", Pickle.Tensor(storage, 0, [3, 2], [1, 3])),
            ("row", Pickle.Tensor(storage, 3, [3], [1])),
            ("column", Pickle.Tensor(storage, 1, [2], [3])),
            ("single", Pickle.Tensor(storage, 4, [], [])),
            ("ones", Pickle.Tensor(storage, 2, [1, 2, 1], [0, 1, 77])),
            ("cube", Pickle.Tensor(storage, 0, [1, 3, 2], [6, 1, 3])),
            ("empty", Pickle.Tensor(storage, 6, [0, 3], [3, 1])));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal(["whole", "transposed", "row", "column", "single", "ones", "cube", "empty"], file.Tensors.Keys);
        Assert.Equal([0, 1, 2, 3, 4, 5], Numbers(file, "whole"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Numbers(file, "transposed"));
        Assert.Equal([3, 4, 5], Numbers(file, "row"));
        Assert.Equal([1, 4], Numbers(file, "column"));
        Assert.Equal([4], Numbers(file, "single"));
        Assert.Equal([2, 3], Numbers(file, "ones"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Numbers(file, "cube"));
        Assert.Empty(Numbers(file, "empty"));
        Assert.Equal([1, 3, 2], file.Tensors["cube"].Shape);
        Assert.Equal(MemoryMarshal.AsBytes<float>([1, 4]).ToArray(), file.Tensors["column"].Bytes.ToArray());
    }

    [Fact]
    public void A_storage_that_no_array_holds_is_gathered_number_by_number()
    {
        const long Numbers = 600_000_000;
        string path = _folder["large"];
        using (FileStream made = File.Create(path))
        {
            made.SetLength(Numbers * sizeof(float));
            foreach ((long place, float number) in ((long, float)[])[(0, 1), (1, 2), (Numbers - 2, 3), (Numbers - 1, 4)])
            {
                made.Position = place * sizeof(float);
                made.Write(BitConverter.GetBytes(number));
            }
        }

        using PlacedFile file = PlacedFile.Open(path);
        TensorBytes transposed = StridedBytes.View(new FileBytes(file, 0, file.Length), ElementType.F32, 0, [2, 2], [1, Numbers - 2]);
        byte[] bytes = new byte[transposed.Length];

        transposed.Read(0, bytes);

        Assert.Equal([1, 3, 2, 4], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Theory]
    [InlineData("FloatStorage", ElementType.F32)]
    [InlineData("HalfStorage", ElementType.F16)]
    [InlineData("BFloat16Storage", ElementType.BF16)]
    [InlineData("DoubleStorage", ElementType.F64)]
    [InlineData("LongStorage", ElementType.I64)]
    [InlineData("IntStorage", ElementType.I32)]
    [InlineData("ShortStorage", ElementType.I16)]
    [InlineData("CharStorage", ElementType.I8)]
    [InlineData("ByteStorage", ElementType.U8)]
    [InlineData("BoolStorage", ElementType.BOOL)]
    public void Open_knows_every_plain_storage(string storage, ElementType type)
    {
        byte[] bytes = [.. Enumerable.Range(1, 2 * type.ByteSize()).Select(i => (byte)i)];
        byte[] pickle = Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("0", storage, 2), 0, [2], [1])));
        _folder.Write("pytorch_model.bin", Pickle.Archive(pickle, bytes));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal(type, file.Tensors["w"].ElementType);
        Assert.Equal(bytes, file.Tensors["w"].Bytes.ToArray());
    }

    [Fact]
    public void Open_reads_parameters_and_passes_over_attributes()
    {
        byte[] tensor = Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 1), 0, [1], [1]);
        byte[] parameter = Pickle.Call(
            Pickle.Global("torch._utils", "_rebuild_parameter"), Pickle.Tuple(tensor, Pickle.True, Pickle.OrderedDictionary));
        byte[] attributes = [(byte)'}', .. Pickle.Text("_metadata"), .. Pickle.OrderedDictionary, (byte)'s', (byte)'b'];
        byte[] pickle = Pickle.Program([.. Pickle.OrderedDictionary, .. Pickle.Text("w"), .. parameter, (byte)'s', .. attributes]);
        _folder.Write("pytorch_model.bin", Pickle.Archive(pickle, BitConverter.GetBytes(7f)));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal(["w"], file.Tensors.Keys);
        Assert.Equal([7], Numbers(file, "w"));
    }

    [Fact]
    public void Open_reads_the_instructions_of_newer_protocols()
    {
        static byte[] Short(string text) => [0x8c, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
        static byte[] Named(string module, string name) => [.. Short(module), .. Short(name), 0x93];
        byte[] storage =
        [
            (byte)'(', .. Short("storage"), 0x94, .. Named("torch", "ByteStorage"), .. Short("0"), .. Short("cuda:0"), (byte)'K', 2,
            (byte)'t', (byte)'Q',
        ];
        byte[] tensor =
        [
            .. Named("torch._utils", "_rebuild_tensor_v2"), (byte)'(', .. storage, (byte)'K', 0,
            (byte)'M', 2, 0, 0x85, (byte)'J', 1, 0, 0, 0, 0x85, 0x89,
            .. Named("collections", "OrderedDict"), 0x94, (byte)')', (byte)'R', (byte)'t', (byte)'R',
        ];
        byte[] pickle = [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'}', (byte)'(', .. Short("w"), .. tensor, (byte)'u', (byte)'.'];
        _folder.Write("pytorch_model.bin", Pickle.Archive(pickle, [5, 6]));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal([5, 6], Numbers(file, "w"));
    }

    [Fact]
    public void Open_reads_archives_whose_places_take_64_bits()
    {
        byte[] pickle = Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("0", "ByteStorage", 3), 0, [3], [1])));
        _folder.Write("pytorch_model.bin", Pickle.WithWidePlaces(Pickle.Archive(pickle, [7, 8, 9])));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal([7, 8, 9], Numbers(file, "w"));
    }

    [Fact]
    public void Checkpoint_reads_shards_of_this_format()
    {
        byte[] tensor = Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 1), 0, [1], [1]);
        _folder.Write("1.bin", Pickle.Archive(Pickle.Dictionary(("a", tensor)), BitConverter.GetBytes(1f)));
        _folder.Write("2.bin", Pickle.Archive(Pickle.Dictionary(("b", tensor)), BitConverter.GetBytes(2f)));
        _folder.Write("pytorch_model.bin.index.json", """{"weight_map":{"b":"2.bin","a":"1.bin"}}"""u8);

        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(["a", "b"], checkpoint.Tensors.Keys);
        Assert.Equal([_folder["1.bin"], _folder["2.bin"]], checkpoint.Files);
    }

    private static float[] Numbers(TorchFile file, string name)
    {
        float[] numbers = new float[file.Tensors[name].Count];
        file.Tensors[name].CopyTo(numbers);
        return numbers;
    }

    private void Write(float[] storage, params (string Name, byte[] Tensor)[] tensors) =>
        _folder.Write("pytorch_model.bin", Pickle.Archive(Pickle.Dictionary(tensors), MemoryMarshal.AsBytes<float>(storage).ToArray()));
}
