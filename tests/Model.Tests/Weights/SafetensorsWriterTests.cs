using System.Buffers.Binary;
using System.Text;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using CsCheck;

namespace AttnExtract.Model.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private static readonly Gen<string> Names = Gen.String[Gen.Char["abz.09_\"\\/é漢 "], 1, 12];

    private static readonly Gen<(string Name, ElementType Type, long[] Shape, byte[] Bytes)> Tensors =
        from name in Names
        from type in Gen.Enum<ElementType>()
        from shape in Gen.Long[0, 4].Array[0, 4]
        from bytes in Gen.Byte.Array[(int)shape.Aggregate(1L, (count, length) => count * length) * type.ByteSize()]
        select (name, type, shape, bytes);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WriteTo_writes_the_format_byte_for_byte()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("text", "\"猫\"");
        writer.Add("b", ElementType.U8, [3], new byte[] { 7, 8, 9 });
        writer.Add("a", [1, 1], new float[] { 1 });

        byte[] written = Write(writer);

        string header = """{"__metadata__":{"text":"\"猫\""},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"a":"""
            + """{"dtype":"F32","shape":[1,1],"data_offsets":[3,7]}}""";
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(written);
        Assert.Equal(0, length % 8);
        Assert.Equal(header, Encoding.UTF8.GetString(written, 8, length).TrimEnd(' '));
        Assert.Equal([7, 8, 9, 0, 0, 0x80, 0x3f], written[(8 + length)..]);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Tensors.Array[0, 6], Gen.Dictionary(Names, Names)[0, 3]).Sample(
            (tensors, metadata) =>
            {
                tensors = [.. tensors.DistinctBy(tensor => tensor.Name)];
                SafetensorsWriter writer = new();
                foreach ((string name, string text) in metadata)
                {
                    writer.AddMetadata(name, text);
                }

                foreach ((string name, ElementType type, long[] shape, byte[] bytes) in tensors)
                {
                    writer.Add(name, type, shape, bytes);
                }

                byte[] written = Write(writer);
                Assert.Equal(written, Write(writer));
                using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("round.safetensors", written));

                Assert.Equal(metadata, file.Metadata);
                Assert.Equal(tensors.Select(tensor => tensor.Name), file.Tensors.Keys);
                foreach ((string name, ElementType type, long[] shape, byte[] bytes) in tensors)
                {
                    Assert.Equal(type, file.Tensors[name].ElementType);
                    Assert.Equal(shape, file.Tensors[name].Shape);
                    Assert.Equal(bytes, file.Tensors[name].Bytes.ToArray());
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Add_refuses_what_would_not_be_read_back()
    {
        SafetensorsWriter writer = new();
        writer.Add("a", [1], new float[1]);

        Assert.Equal(
            "Shape [2, 3] holds 6 numbers, but 5 were given.",
            Assert.Throws<ArgumentException>(() => writer.Add("b", [2, 3], new float[5])).Message);
        Assert.Equal(
            "Shape [1] holds 1 numbers, but 1.5 were given.",
            Assert.Throws<ArgumentException>(() => writer.Add("b", ElementType.F16, [1], new byte[3])).Message);
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], new float[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], new float[1]));
    }

    private static byte[] Write(SafetensorsWriter writer)
    {
        using MemoryStream stream = new();
        writer.WriteTo(stream);
        return stream.ToArray();
    }
}
