using System.Runtime.InteropServices;
using AttnExtract.Ground;
using AttnExtract.Model.Weights.PyTorch;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights.PyTorch;

/// <summary>Files of PyTorch before 1.6, and what checkpoints of trainings hold beside the weights.</summary>
public sealed class TorchStreamTests : IDisposable
{
    private static readonly byte[] First = Pickle.Storage("0", "FloatStorage", 6, Pickle.None);
    private static readonly byte[] Second = Pickle.Storage("1", "FloatStorage", 2, Pickle.None);

    private static readonly byte[] Weights = Pickle.Dictionary(
        ("whole", Pickle.Tensor(First, 0, [2, 3], [3, 1])),
        ("transposed", Pickle.Tensor(First, 0, [3, 2], [1, 3])),
        ("other", Pickle.Tensor(Second, 1, [1], [1])));

    private static readonly (long Count, byte[] Bytes)[] Numbers = [(6, Bytes(0, 1, 2, 3, 4, 5)), (2, Bytes(8, 9))];

    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["pytorch_model.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_reads_files_from_before_PyTorch_1_6()
    {
        _folder.Write("pytorch_model.bin", Pickle.Stream(Weights, Numbers));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal(["whole", "transposed", "other"], file.Tensors.Keys);
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(file, "whole"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Read(file, "transposed"));
        Assert.Equal([9], Read(file, "other"));
        Assert.Empty(file.Remarks);
    }

    [Fact]
    public void Open_runs_nothing_of_such_a_file() => Refuses(
        Pickle.Stream(Pickle.Program(Pickle.Call(Pickle.Global("os", "system"), Pickle.Tuple(Pickle.Text("echo harm")))), []),
        "is refused: its pickle names 'os.system', which tensors do not need; nothing of it was run.");

    [Fact]
    public void Open_refuses_damaged_files_of_that_time()
    {
        byte[] good = Pickle.Stream(Weights, Numbers);
        byte[] machine = Pickle.Machine(Pickle.True);
        byte[] protocol = Pickle.Program(Pickle.Number(1001));

        Refuses(good[..^1], "is damaged: it is cut off before the end of storage '1'.");
        Refuses(Pickle.Stream(Weights, Numbers[..1]), "is damaged: storage '1', which holds the numbers of a tensor, is missing.");
        Refuses(Pickle.Stream(Weights, (5, Bytes(0, 1, 2, 3, 4, 5))), "is damaged: storage '0' has 5 numbers, but 6 were announced.");
        Refuses(Pickle.Stream(Weights, [.. Numbers, (0, [])]), "is damaged: it holds a storage '2' that no tensor views.");
        Refuses(
            Pickle.Stream(Pickle.Program(Pickle.Number(7)), machine, Weights, Numbers),
            "is damaged: protocol 1001 of PyTorch was expected in its second pickle.");
        Refuses(
            Pickle.Stream(protocol, Pickle.Program(Pickle.Number(7)), Weights, Numbers),
            "is damaged: its third pickle does not say whether numbers are little-endian.");
        Refuses(Pickle.Stream(protocol, Pickle.Machine(Pickle.False), Weights, Numbers), "has the byte order 'big'; only 'little' is read.");
        Refuses(
            Pickle.Stream(Pickle.Dictionary(("w", Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 1L << 40), 0, [1], [1])))),
            "is damaged: storage '0' should have 1099511627776 numbers of F32, more than the file holds.");
        Refuses(
            Pickle.Stream(Pickle.Dictionary(
                ("a", Pickle.Tensor(First, 0, [1], [1])), ("b", Pickle.Tensor(Pickle.Storage("0", "HalfStorage", 6), 0, [1], [1])))),
            "is damaged: storage '0' is 6 numbers of F32 and 6 of F16.");
        Refuses(
            Pickle.Stream(Pickle.Dictionary(
                ("w", Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 6, Pickle.Numbers(0, 1, 2)), 0, [1], [1])))),
            "is refused: storage '0' is a part of another, which is not read.");
    }

    [Fact]
    public void Open_gives_one_sentence_or_a_file_for_every_damaged_copy()
    {
        byte[] good = Pickle.Stream(Weights, Numbers);
        Random random = new(3);
        for (int round = 0; round < 2000; round++)
        {
            byte[] copy = [.. good];
            copy[random.Next(15, good.Length)] = (byte)random.Next(256);
            _folder.Write("pytorch_model.bin", round % 4 == 0 ? copy[..random.Next(copy.Length)] : copy);
            Exception? failure = Record.Exception(() =>
            {
                using TorchFile file = TorchFile.Open(ModelPath);
                foreach (string name in file.Tensors.Keys)
                {
                    Read(file, name);
                }
            });
            Assert.True(failure is null or AttnExtractException, $"{failure}");
        }
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    public void Open_takes_the_weights_out_of_a_checkpoint_of_a_training(string nest)
    {
        byte[] state = [(byte)'}', .. Pickle.Number(0), .. Pickle.Number(5), (byte)'s'];
        byte[] weights =
            [.. Pickle.OrderedDictionary, .. Pickle.Text("other"), .. Pickle.Tensor(Pickle.Storage("0", "FloatStorage", 2), 0, [2], [1]), (byte)'s'];
        _folder.Write("pytorch_model.bin", Pickle.Archive(
            Pickle.Dictionary(("epoch", Pickle.Number(3)), (nest, weights), ("optimizer", state)), Bytes(8, 9)));

        using TorchFile file = TorchFile.Open(ModelPath);

        Assert.Equal(["other"], file.Tensors.Keys);
        Assert.Equal([8, 9], Read(file, "other"));
        Assert.Equal([$"the weights lie under '{nest}'; left aside beside it: 'epoch', 'optimizer'"], file.Remarks);
    }

    private static byte[] Bytes(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();

    private static float[] Read(TorchFile file, string name)
    {
        float[] numbers = new float[file.Tensors[name].Count];
        file.Tensors[name].CopyTo(numbers);
        return numbers;
    }

    private void Refuses(byte[] file, string what)
    {
        _folder.Write("pytorch_model.bin", file);
        AttnExtractException failure = Assert.Throws<AttnExtractException>(() => TorchFile.Open(ModelPath));
        Assert.Equal($"'{ModelPath}' {what}", failure.Message);
    }
}
