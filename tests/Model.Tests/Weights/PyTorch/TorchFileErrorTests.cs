using System.IO.Compression;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.PyTorch;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights.PyTorch;

public sealed class TorchFileErrorTests : IDisposable
{
    private static readonly byte[] Storage = Pickle.Storage("0", "FloatStorage", 6);

    private static readonly byte[] Good = Pickle.Dictionary(("w", Pickle.Tensor(Storage, 0, [2, 3], [3, 1])));

    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["pytorch_model.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "getattr")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_sparse_tensor")]
    [InlineData("collections", "defaultdict")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void Open_refuses_every_other_name(string module, string name) => Refuses(
        Pickle.Program(Pickle.Call(Pickle.Global(module, name), Pickle.Tuple(Pickle.Text("echo harm")))),
        $"'{ModelPath}' is refused: its pickle names '{module}.{name}', which tensors do not need; nothing of it was run.");

    [Theory]
    [InlineData('i', "INST")]
    [InlineData('o', "OBJ")]
    [InlineData('\u0081', "NEWOBJ")]
    [InlineData('P', "PERSID")]
    [InlineData('\u0082', "EXT1")]
    [InlineData('2', "DUP")]
    [InlineData('\u00ff', "0xff")]
    public void Open_refuses_every_other_instruction(char instruction, string name) => Refuses(
        Pickle.Program((byte)'N', (byte)instruction),
        $"'{ModelPath}' is refused: its pickle has the instruction {name} at byte 3, which tensors do not need; nothing of it was run.");

    [Fact]
    public void Open_refuses_what_is_no_dictionary_of_tensors()
    {
        Refuses(Pickle.Program(Pickle.Text("hello")), $"'{ModelPath}' holds no weights: a dictionary of tensors was expected.");
        Refuses(Pickle.Dictionary(("epoch", Pickle.Number(3))), $"'{ModelPath}' holds more than weights: 'epoch' is no tensor.");
        Refuses(Pickle.Dictionary(("s", Storage)), $"'{ModelPath}' holds more than weights: 's' is no tensor.");
    }

    [Fact]
    public void Open_refuses_views_that_do_not_lie_within_their_storage()
    {
        const string Outside = "is damaged: a tensor of shape [2, 3] does not lie within storage '0' of 6 numbers.";

        RefusesTensor(1, [2, 3], [3, 1], Outside);
        RefusesTensor(0, [2, 3], [4, 1], Outside);
        RefusesTensor(0, [2, 4], [0, 1], "is refused: a tensor of shape [2, 4] repeats the 6 numbers of storage '0'.");
        RefusesTensor(-1, [2], [1], "is damaged: storage '0' is viewed in a way that cannot be.");
        RefusesTensor(0, [2], [1, 1], "is damaged: storage '0' is viewed in a way that cannot be.");
        RefusesTensor(0, [-2], [1], "is damaged: a length or step is no whole number from 0 up.");
        RefusesTensor(0, [2], [-1], "is damaged: a length or step is no whole number from 0 up.");
        RefusesTensor(
            0,
            [1L << 40, 1L << 40],
            [1, 1],
            "is damaged: a tensor of shape [1099511627776, 1099511627776] has more numbers than can be counted.");
        RefusesTensor(long.MaxValue, [2], [1], "is damaged: a tensor of shape [2] has more numbers than can be counted.");
    }

    [Fact]
    public void Open_refuses_storages_that_are_not_there_as_announced()
    {
        Refuses(
            Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("7", "FloatStorage", 6), 0, [1], [1]))),
            $"'{ModelPath}' is damaged: its member 'archive/data/7', which holds the numbers of a tensor, is missing.");
        Refuses(
            Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 5), 0, [1], [1]))),
            $"'{ModelPath}' is damaged: its member 'archive/data/0' has 24 bytes, but 5 numbers of F32 were announced.");
        Refuses(
            Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("0", "FloatStorage", -1), 0, [1], [1]))),
            $"'{ModelPath}' is damaged: a storage is not identified by type, key, place and size.");
        Refuses(
            Pickle.Program([.. Pickle.Text("storage"), (byte)'Q']),
            $"'{ModelPath}' is damaged: a storage is not identified by type, key, place and size.");
    }

    [Fact]
    public void Open_refuses_calls_of_the_wrong_kind()
    {
        Refuses(
            Pickle.Program(Pickle.Call(Pickle.Global("torch._utils", "_rebuild_tensor_v2"), Pickle.Tuple(Pickle.Text("x")))),
            $"'{ModelPath}' is damaged: RebuildTensor is called with arguments of the wrong kind.");
        Refuses(
            Pickle.Program(Pickle.Call(Pickle.Text("x"), Pickle.EmptyTuple)),
            $"'{ModelPath}' is damaged: something that is no function is called.");
    }

    [Theory]
    [InlineData("", 2, "it is cut off")]
    [InlineData("K", 2, "it is cut off")]
    [InlineData("X\u0005\0\0\0abc", 2, "it is cut off")]
    [InlineData("X\uffff", 2, "it is cut off")]
    [InlineData("cos", 2, "it is cut off")]
    [InlineData("X\u0001\0\0\0\u00ff.", 2, "a text is not Unicode")]
    [InlineData("\u008a\u0009", 2, "a number is larger than 64 bits")]
    [InlineData(".", 2, "a value is missing")]
    [InlineData("N(0", 4, "a value is missing")]
    [InlineData("t", 2, "a mark is missing")]
    [InlineData("h\u0003", 2, "value 3 was never remembered")]
    [InlineData("Na", 3, "a value is missing")]
    [InlineData("NNa", 4, "something that is no list is appended to")]
    [InlineData("NNNs", 5, "something that is no dictionary is given items")]
    [InlineData("}NNs", 5, "a key is no text")]
    [InlineData("}(Nu", 5, "a key has no value")]
    [InlineData("NNb", 4, "something that is no dictionary is given items")]
    [InlineData("NNR", 4, "the arguments of a call are no tuple")]
    [InlineData("NN\u0093", 4, "a name is no text")]
    public void Open_refuses_a_damaged_pickle(string instructions, int at, string what) => Refuses(
        [0x80, 2, .. Encoding.Latin1.GetBytes(instructions)], $"'{ModelPath}' is damaged: at byte {at} of its pickle, {what}.");

    [Fact]
    public void Open_refuses_other_formats()
    {
        RefusesFile([0x80, 2, 0x8a, 0x0a], $"'{ModelPath}' is not a file of weights that PyTorch wrote: it is a pickle without PyTorch's mark.");
        RefusesFile("hello"u8.ToArray(), $"'{ModelPath}' is not a file of weights that PyTorch wrote: it does not begin as a ZIP archive.");
        RefusesFile([], $"'{ModelPath}' is not a file of weights that PyTorch wrote: it does not begin as a ZIP archive.");
        RefusesFile(
            "version https://git-lfs.github.com/spec/v1\n"u8.ToArray(),
            $"'{ModelPath}' is not the weights but a Git LFS pointer to them; fetch them with 'git lfs pull' in its folder.");
    }

    [Fact]
    public void Open_refuses_archives_that_PyTorch_would_not_write()
    {
        RefusesFile(
            Pickle.Archive(("notes.txt", [1])),
            $"'{ModelPath}' is not a file of weights that PyTorch wrote: it has 0 members data.pkl; one was expected.");
        RefusesFile(
            Pickle.Archive(("data.pkl", Good), ("other/data.pkl", Good)),
            $"'{ModelPath}' is not a file of weights that PyTorch wrote: it has 2 members data.pkl; one was expected.");
        RefusesFile(Pickle.Archive(("data.pkl", Good), ("data.pkl", Good)), $"'{ModelPath}' has the member 'archive/data.pkl' twice.");
        RefusesFile(
            Pickle.Archive(CompressionLevel.Optimal, ("data.pkl", new byte[1000])),
            $"'{ModelPath}' is not as PyTorch writes it: its member 'archive/data.pkl' is compressed.");
        RefusesFile(
            Pickle.Archive(("data.pkl", Good), ("byteorder", "big"u8.ToArray())),
            $"'{ModelPath}' has the byte order 'big'; only 'little' is read.");
        RefusesFile(
            Pickle.Archive(("data.pkl", new byte[10_000_001])),
            $"'{ModelPath}' is damaged: its pickle has 10000001 bytes, and at most 10000000 are allowed.");
    }

    [Fact]
    public void Open_refuses_every_beginning_of_a_file()
    {
        byte[] good = Pickle.Archive(Good, new byte[24]);
        for (int length = 0; length < good.Length; length += 3)
        {
            _folder.Write("pytorch_model.bin", good.AsSpan(0, length));
            Assert.Throws<AttnExtractException>(() => TorchFile.Open(ModelPath));
        }

        RefusesFile(good[..^1], $"'{ModelPath}' is cut off: the directory at the end of the archive is missing.");
    }

    [Fact]
    public void Open_gives_one_sentence_or_a_file_for_every_damaged_copy()
    {
        byte[] pickle = Pickle.Dictionary(
            ("w", Pickle.Tensor(Storage, 0, [2, 3], [3, 1])),
            ("t", Pickle.Tensor(Storage, 0, [3, 2], [1, 3])),
            ("p", Pickle.Tensor(Pickle.Storage("1", "LongStorage", 2), 0, [1, 2], [2, 1])));
        byte[] good = Pickle.Archive(pickle, new byte[24], new byte[16]);
        int refused = 0;
        int count = Mutations.Count(usual: 2000);

        foreach (byte[] damaged in Mutations.Of(good, count, head: good.Length))
        {
            _folder.Write("pytorch_model.bin", damaged);
            try
            {
                using TorchFile file = TorchFile.Open(ModelPath);
                foreach (StoredTensor tensor in file.Tensors.Values)
                {
                    tensor.CopyTo(new float[tensor.Count]);
                }
            }
            catch (AttnExtractException exception)
            {
                refused++;
                Assert.EndsWith(".", exception.Message);
            }
        }

        Assert.InRange(refused, count / 2, count - 1);
    }

    private void RefusesTensor(long first, long[] shape, long[] strides, string what) =>
        Refuses(Pickle.Dictionary(("w", Pickle.Tensor(Storage, first, shape, strides))), $"'{ModelPath}' {what}");

    private void Refuses(byte[] pickle, string message) => RefusesFile(Pickle.Archive(pickle, new byte[24]), message);

    private void RefusesFile(byte[] bytes, string message)
    {
        _folder.Write("pytorch_model.bin", bytes);
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => TorchFile.Open(ModelPath).Dispose()).Message);
    }
}
