using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_writes_a_new_file_and_replaces_an_old_one()
    {
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder["a.bin"]));

        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([4]));
        Assert.Equal([4], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal([_folder["a.bin"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_takes_a_path_without_a_folder()
    {
        string name = Path.GetRandomFileName();
        try
        {
            AtomicFile.Write(name, stream => stream.Write([1]));
            Assert.Equal([1], File.ReadAllBytes(name));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Write_leaves_everything_as_it_was_when_writing_fails()
    {
        _folder.Write("a.bin", [9]);

        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(_folder["a.bin"], Fail));
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(_folder["b.bin"], Fail));

        Assert.Equal([9], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal([_folder["a.bin"]], Directory.GetFileSystemEntries(_folder.Path));

        static void Fail(Stream stream)
        {
            stream.Write([1, 2]);
            throw new InvalidTimeZoneException();
        }
    }

    [Fact]
    public void Write_says_what_is_wrong_with_the_disk()
    {
        AttnExtractException exception = Assert.Throws<AttnExtractException>(
            () => AtomicFile.Write(_folder["a.bin"], _ => throw new IOException("No space left on device.")));

        Assert.Equal($"'{_folder["a.bin"]}' cannot be written: No space left on device.", exception.Message);
    }

    [Fact]
    public void Write_refuses_a_place_where_no_file_can_be()
    {
        _folder.Write("file", []);

        Refuses("", "The name of the file to write is empty.");
        Refuses(_folder.Path, $"'{_folder.Path}' cannot be written: it is a folder; give the name of a file in it.");
        Refuses(
            _folder["none/a.bin"],
            $"'{_folder["none/a.bin"]}' cannot be written: there is no folder '{_folder["none"]}'; make it first.");
        Refuses(_folder["file/a.bin"], $"'{_folder["file/a.bin"]}' cannot be written: '{_folder["file"]}' is a file, not a folder.");
    }

    [Fact]
    public void Write_refuses_a_folder_that_may_not_be_written()
    {
        // Neither Windows nor root knows such a folder.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Refuses(_folder["a.bin"], $"'{_folder["a.bin"]}' cannot be written: permission denied.");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Write_follows_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _folder.Write("target.bin", [1]);
        File.CreateSymbolicLink(_folder["link.bin"], "target.bin");

        AtomicFile.Write(_folder["link.bin"], stream => stream.Write([2]));

        Assert.Equal([2], File.ReadAllBytes(_folder["target.bin"]));
        Assert.Equal("target.bin", new FileInfo(_folder["link.bin"]).LinkTarget);
    }

    [Fact]
    public void Write_does_not_replace_a_device()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        AtomicFile.Write("/dev/null", stream => stream.Write([1]));

        Assert.False(File.Exists("/dev/null") && new FileInfo("/dev/null").Length > 0);
        Refuses("/dev/full", "'/dev/full' cannot be written: No space left on device : '/dev/full'.");
    }

    private static void Refuses(string path, string message) => Assert.Equal(
        message, Assert.Throws<AttnExtractException>(() => AtomicFile.Write(path, stream => stream.Write([1]))).Message);
}
