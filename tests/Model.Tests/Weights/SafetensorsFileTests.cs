using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string Types = "BOOL, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64";

    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_reads_names_types_shapes_bytes_and_metadata()
    {
        _folder.Write("model.safetensors", SafetensorsBytes.Of(
            """
            {"__metadata__":{"format":"pt","note":"ü"},
             "b":{"dtype":"I64","shape":[],"data_offsets":[12,20]},
             "a":{"data_offsets":[0,12],"shape":[2,3],"dtype":"I16","later":{"field":[1]}},
             "empty":{"dtype":"F64","shape":[0,5],"data_offsets":[12,12]}}
            """.ReplaceLineEndings(""), 20));

        using SafetensorsFile file = SafetensorsFile.Open(ModelPath);

        Assert.Equal(["format", "note"], file.Metadata.Keys);
        Assert.Equal("ü", file.Metadata["note"]);
        Assert.Equal(["b", "a", "empty"], file.Tensors.Keys);
        StoredTensor a = file.Tensors["a"];
        Assert.Equal((ModelPath, "a", ElementType.I16, 6L, 12L), (a.File, a.Name, a.ElementType, a.Count, a.ByteCount));
        Assert.Equal([2, 3], a.Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], a.Bytes.ToArray());
        Assert.Empty(file.Tensors["b"].Shape);
        Assert.Equal(1, file.Tensors["b"].Count);
        Assert.Equal(0, file.Tensors["empty"].Count);
        file.Tensors["empty"].CopyTo(Span<float>.Empty);
    }

    [Fact]
    public void Open_reads_a_file_without_tensors()
    {
        _folder.Write("model.safetensors", SafetensorsBytes.Of("{}      ", 0));

        using SafetensorsFile file = SafetensorsFile.Open(ModelPath);

        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Open_refuses_what_is_no_file()
    {
        Refuses($"There is no file '{ModelPath}'.");

        Directory.CreateDirectory(ModelPath);
        Refuses($"'{ModelPath}' is a folder; a file was expected.");
    }

    [Fact]
    public void Open_refuses_a_git_pointer()
    {
        Refuses(
            Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 45\n"),
            $"'{ModelPath}' is not the weights but a Git LFS pointer to them; fetch them with 'git lfs pull' in its folder.");
    }

    [Fact]
    public void Open_refuses_a_truncated_file()
    {
        string header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

        Refuses([], $"'{ModelPath}' is not a safetensors file: it has 0 bytes, and the length of the header alone takes 8.");
        Refuses(
            [1, 0, 0, 0, 0, 0, 0],
            $"'{ModelPath}' is not a safetensors file: it has 7 bytes, and the length of the header alone takes 8.");
        Refuses(SafetensorsBytes.Of(header, 8)[..20], $"'{ModelPath}' is cut off: its header has 54 bytes, but only 12 are there.");
        Refuses(
            SafetensorsBytes.Of(header, 7),
            $"Tensor 'a' of '{ModelPath}' has data_offsets [0, 8], but only 7 bytes follow the header; the file may be cut off.");
    }

    [Fact]
    public void Open_refuses_an_oversized_header()
    {
        Refuses(
            [.. SafetensorsBytes.Prefix(100_000_001), .. "{}"u8],
            $"'{ModelPath}' is not a safetensors file: its first 8 bytes announce a header of 100000001 bytes, "
            + "and at most 100000000 are allowed.");
        Refuses(
            [.. SafetensorsBytes.Prefix(-1), .. "{}"u8],
            $"'{ModelPath}' is not a safetensors file: its first 8 bytes announce a header of 18446744073709551615 bytes, "
            + "and at most 100000000 are allowed.");
    }

    [Theory]
    [InlineData("", "must begin with '{', as safetensors headers do")]
    [InlineData("[]", "must begin with '{', as safetensors headers do")]
    [InlineData(" {}", "must begin with '{', as safetensors headers do")]
    [InlineData("{", "is not valid JSON: the mistake is on line 1, byte 2")]
    [InlineData("""{"a":}""", "is not valid JSON: the mistake is on line 1, byte 6")]
    [InlineData("{}{}", "is not valid JSON: the mistake is on line 1, byte 3")]
    [InlineData("{}\0", "is not valid JSON: the mistake is on line 1, byte 3")]
    [InlineData("""{"\ud800":1}""", "is not valid JSON: a text in it, near byte 1, is not Unicode")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""",
        "has tensor 'a' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "has __metadata__ twice")]
    public void Open_refuses_a_header_that_is_not_sound(string header, string what) =>
        Refuses(SafetensorsBytes.Of(header, 1), $"The header of '{ModelPath}' {what}.");

    [Theory]
    [InlineData("""{"__metadata__":[]}""", "must be an object that gives each name a text, but it is a list")]
    [InlineData("""{"__metadata__":{"epoch":3}}""", "must give each name a text, but 'epoch' has a number")]
    [InlineData("""{"__metadata__":{"epoch":"3","epoch":"4"}}""", "has the name 'epoch' twice")]
    public void Open_refuses_metadata_that_are_not_texts(string header, string what) =>
        Refuses(SafetensorsBytes.Of(header, 0), $"The __metadata__ of '{ModelPath}' {what}.");

    [Theory]
    [InlineData("7", "must be described by an object, but is described by a number")]
    [InlineData("""{"shape":[1],"data_offsets":[0,1]}""", "has no 'dtype'")]
    [InlineData("""{"dtype":"U8","data_offsets":[0,1]}""", "has no 'shape'")]
    [InlineData("""{"dtype":"U8","shape":[1]}""", "has no 'data_offsets'")]
    [InlineData("""{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}""", "has 'dtype' twice")]
    [InlineData("""{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}""", "has 'shape' twice")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}""", "has 'data_offsets' twice")]
    [InlineData("""{"dtype":"F7","shape":[1],"data_offsets":[0,1]}""", "has the unknown dtype 'F7'; known are " + Types)]
    [InlineData("""{"dtype":"f32","shape":[1],"data_offsets":[0,1]}""", "has the unknown dtype 'f32'; known are " + Types)]
    [InlineData("""{"dtype":1,"shape":[1],"data_offsets":[0,1]}""", "must have a text as its dtype, but has a number")]
    [InlineData("""{"dtype":"U8","shape":1,"data_offsets":[0,1]}""", "must have a list as its shape, but has a number")]
    [InlineData(
        """{"dtype":"U8","shape":[1,-1],"data_offsets":[0,1]}""",
        "must have whole numbers from 0 to 9223372036854775807 as its shape, but number 2 is not one")]
    [InlineData(
        """{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}""",
        "must have whole numbers from 0 to 9223372036854775807 as its shape, but number 1 is not one")]
    [InlineData(
        """{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}""",
        "must have whole numbers from 0 to 9223372036854775807 as its shape, but number 1 is not one")]
    [InlineData(
        """{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}""",
        "must have whole numbers from 0 to 9223372036854775807 as its data_offsets, but number 1 is not one")]
    [InlineData(
        """{"dtype":"U8","shape":[1],"data_offsets":[0,9223372036854775808]}""",
        "must have whole numbers from 0 to 9223372036854775807 as its data_offsets, but number 2 is not one")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}""", "has 3 data_offsets; two were expected, begin and end")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[2,1]}""", "has data_offsets [2, 1], which end before they begin")]
    [InlineData(
        """{"dtype":"U8","shape":[1],"data_offsets":[0,25]}""",
        "has data_offsets [0, 25], but only 24 bytes follow the header; the file may be cut off")]
    [InlineData(
        """{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}""",
        "has shape [2, 3] of F32, which takes 24 bytes, but its data_offsets [0, 20] hold 20")]
    [InlineData(
        """{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,24]}""",
        "has shape [4611686018427387904, 4] of F64, more bytes than can be counted")]
    public void Open_refuses_a_tensor_that_is_not_sound(string description, string what) =>
        Refuses(SafetensorsBytes.Of("{\"w\":" + description + "}", 24), $"Tensor 'w' of '{ModelPath}' {what}.");

    [Theory]
    [InlineData(0, 8, 4, 12, 12, "Tensors 'a' and 'b' of '{0}' overlap: one ends at byte 8 of the data, the other begins at 4.")]
    [InlineData(4, 12, 0, 8, 12, "Tensors 'b' and 'a' of '{0}' overlap: one ends at byte 8 of the data, the other begins at 4.")]
    [InlineData(0, 8, 0, 8, 8, "Tensors 'a' and 'b' of '{0}' overlap: one ends at byte 8 of the data, the other begins at 0.")]
    [InlineData(0, 8, 10, 18, 18, "'{0}' has a hole: bytes 8 to 10 of the data, before tensor 'b', belong to no tensor.")]
    [InlineData(1, 9, 9, 17, 17, "'{0}' has a hole: bytes 0 to 1 of the data, before tensor 'a', belong to no tensor.")]
    [InlineData(8, 16, 0, 8, 19, "'{0}' has 19 bytes of data, but its tensors end at byte 16; the rest belongs to no tensor.")]
    public void Open_refuses_tensors_that_do_not_cover_the_data(int beginA, int endA, int beginB, int endB, int length, string message)
    {
        string header = $$"""
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[{{beginA}},{{endA}}]},
             "b":{"dtype":"F64","shape":[1],"data_offsets":[{{beginB}},{{endB}}]} }
            """;

        Refuses(SafetensorsBytes.Of(header, length), string.Format(message, ModelPath));
    }

    [Fact]
    public void A_tensor_cannot_be_read_when_its_file_is_closed()
    {
        _folder.Write("model.safetensors", SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4));
        SafetensorsFile file = SafetensorsFile.Open(ModelPath);
        StoredTensor tensor = file.Tensors["a"];

        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.CopyTo(new float[1]));
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    public void A_tensor_whose_file_is_made_shorter_ends_in_one_sentence(string type)
    {
        int bytes = type == "F32" ? 8 : 4;
        _folder.Write(
            "model.safetensors", SafetensorsBytes.Of($"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":[2],\"data_offsets\":[0,{bytes}]}}}}", bytes));
        using SafetensorsFile file = SafetensorsFile.Open(ModelPath);
        using (FileStream other = new(ModelPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(other.Length - 1);
        }

        string sentence = $"'{ModelPath}' became shorter while it was read. Try again when it is whole.";
        Assert.Equal(sentence, Assert.Throws<AttnExtractException>(() => file.Tensors["a"].CopyTo(new float[2])).Message);
        Assert.Equal(sentence, Assert.Throws<AttnExtractException>(() => file.Tensors["a"].CopyTo(new double[2])).Message);
        Assert.Equal(sentence, Assert.Throws<AttnExtractException>(() => file.Tensors["a"].Bytes.Length).Message);
    }

    [Fact]
    public void CopyTo_wants_room_for_exactly_all_numbers()
    {
        _folder.Write("model.safetensors", SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8));
        using SafetensorsFile file = SafetensorsFile.Open(ModelPath);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => file.Tensors["a"].CopyTo(new double[3]));

        Assert.Equal("Tensor 'a' has 2 numbers, but there is room for 3. (Parameter 'destination')", exception.Message);
    }

    [Fact]
    public void Open_gives_one_sentence_or_a_file_for_every_damaged_copy()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "pt");
        writer.Add("embeddings.weight", [3, 4], new float[12]);
        writer.Add("position_ids", ElementType.I64, [1, 2], new byte[16]);
        writer.Add("half", ElementType.F16, [5], new byte[10]);
        using MemoryStream stream = new();
        writer.WriteTo(stream);
        byte[] good = stream.ToArray();
        int refused = 0;
        int count = Mutations.Count(usual: 2000);

        foreach (byte[] damaged in Mutations.Of(good, count, head: good.Length - 38))
        {
            _folder.Write("model.safetensors", damaged);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(ModelPath);
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

    private void Refuses(byte[] bytes, string message)
    {
        _folder.Write("model.safetensors", bytes);
        Refuses(message);
    }

    private void Refuses(string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => SafetensorsFile.Open(ModelPath).Dispose()).Message);
}
