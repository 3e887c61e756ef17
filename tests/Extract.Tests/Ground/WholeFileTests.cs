using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Ground;

/// <summary>Files that other programs change while they are read.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200_000)]
    public void What_is_added_meanwhile_is_read_too(int added)
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];

        Assert.Equal(bytes, WholeFile.Bytes(new Announcing(bytes, bytes.Length - added)));
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_no_whole_one()
    {
        Assert.Equal(
            "it became shorter while it was read.",
            Assert.Throws<IOException>(() => WholeFile.Bytes(new Announcing(new byte[10], 11))).Message);
    }

    [Fact]
    public void What_was_taken_away_of_an_open_file_is_said_where_it_is_asked_for()
    {
        string path = _folder.Write("file", [1, 2, 3, 4]);
        using PlacedFile file = PlacedFile.Open(path);
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(3);
        }

        Assert.Equal([2, 3], file.Slice(1, 2));
        Assert.Equal(
            $"'{path}' became shorter while it was read. Try again when it is whole.",
            Assert.Throws<AttnExtractException>(() => file.Slice(2, 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(3, 2));
    }

    [Fact]
    public void A_large_file_is_there_until_it_is_let_go_of()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        using FileStream file = File.OpenRead(_folder.Write("large", bytes));
        PassingBytes read = PassingBytes.Of(file, bytes.Length);

        Assert.Equal(bytes, read.Memory.ToArray());
        ((IDisposable)read).Dispose();
        ((IDisposable)read).Dispose();

        Assert.Throws<ObjectDisposedException>(() => read.GetSpan().Length);
    }

    [Fact]
    public void A_large_file_that_becomes_shorter_is_no_whole_one()
    {
        string path = _folder.Write("large", new byte[300_000]);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(200_000);
        }

        Assert.Equal("it became shorter while it was read.", Assert.Throws<IOException>(() => PassingBytes.Of(file, 300_000)).Message);
    }

    [Fact]
    public void Why_a_file_cannot_be_read_is_said_without_its_name()
    {
        // A process's own memory begins where nothing can be read.
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(
                "'/proc/self/mem' cannot be read: Input/output error.",
                Assert.Throws<AttnExtractException>(() => InputFile.Copy("/proc/self/mem", Stream.Null)).Message);
        }

        Assert.Equal("permission denied", InputFile.Reason(new UnauthorizedAccessException("Access to the path '/x' is denied.")));
    }

    // A file that says beforehand how long it is, and is not.
    private sealed class Announcing(byte[] bytes, long length) : MemoryStream(bytes)
    {
        public override long Length => length;
    }
}
