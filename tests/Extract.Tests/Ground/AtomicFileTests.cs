using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Ground;

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
    public void Write_says_that_its_folder_was_taken_away()
    {
        Directory.CreateDirectory(_folder["gone"]);
        string file = _folder["gone/a.bin"];
        string folder = _folder["gone/model"];

        AttnExtractException ofFile = Assert.Throws<AttnExtractException>(() => AtomicFile.Write(file, _ => Directory.Delete(_folder["gone"])));
        Directory.CreateDirectory(_folder["gone"]);
        AttnExtractException ofFolder = Assert.Throws<AttnExtractException>(() => AtomicFile.WriteFolder(folder, draft =>
        {
            draft.Write("a.bin", stream => stream.Write([1]));
            Directory.Delete(_folder["gone"]);
        }));

        Assert.Equal($"'{file}' cannot be written: its folder was taken away meanwhile; make it, and run again.", ofFile.Message);
        Assert.Equal($"'{folder}' cannot be written: its folder was taken away meanwhile; make it, and run again.", ofFolder.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_refuses_a_place_where_no_file_can_be()
    {
        _folder.Write("file", []);

        Refuses("", "The name of the file to write is empty; give one.");
        Refuses(_folder.Path, $"'{_folder.Path}' cannot be written: it is a folder; give the name of a file in it.");
        string none = _folder["none/"];
        Refuses(
            none, $"'{none}' cannot be written: it is the name of a folder, and there is none; make it first, and give the name of a file in it.");
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
        Refuses("/dev/full", "'/dev/full' cannot be written: No space left on device.");
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link-to-link")]
    [InlineData("folder/back")]
    [InlineData("linked-folder/back")]
    [InlineData("absolute")]
    [InlineData("through/target.bin")]
    [InlineData("linked-folder/../deep/target.bin")]
    [InlineData("missing-target")]
    public void Write_ends_where_the_system_would(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string deep = Directory.CreateDirectory(_folder["real/deep"]).FullName;
        string target = Path.Combine(deep, "target.bin");
        File.CreateSymbolicLink(_folder["link"], "real/deep/target.bin");
        File.CreateSymbolicLink(_folder["link-to-link"], "./link");
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["folder/back"], "../link");
        Directory.CreateDirectory(_folder["real/side"]);
        File.CreateSymbolicLink(_folder["linked-folder"], "real/side");
        File.CreateSymbolicLink(_folder["real/side/back"], "../deep/target.bin");
        File.CreateSymbolicLink(_folder["absolute"], target);
        File.CreateSymbolicLink(_folder["through"], "real/deep");
        File.CreateSymbolicLink(_folder["missing-target"], "real/../real/deep/target.bin");
        string[] before = Everything();

        AtomicFile.Write(_folder[name], stream => stream.Write([1]));
        Assert.Equal([1], File.ReadAllBytes(target));
        AtomicFile.Write(_folder[name], stream => stream.Write([2, 3]));
        Assert.Equal([2, 3], File.ReadAllBytes(target));
        Assert.Equal(before.Append(target).Order(StringComparer.Ordinal), Everything());
    }

    [Fact]
    public void Write_refuses_links_without_end()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_folder["a"], "b");
        File.CreateSymbolicLink(_folder["b"], "a");
        File.CreateSymbolicLink(_folder["c"], "c/d");

        foreach (string path in (string[])[_folder["a"], _folder["c"], _folder["a/x.bin"]])
        {
            Refuses(path, $"'{path}' cannot be written: its links lead back to themselves; give the name of a file.");
        }
    }

    [Fact]
    public void Write_refuses_a_link_into_a_folder_that_is_not_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_folder["a"], "none/b.bin");
        File.CreateSymbolicLink(_folder["c"], ".");

        Refuses(_folder["a"], $"'{_folder["a"]}' cannot be written: there is no folder '{_folder["none"]}'; make it first.");
        Refuses(_folder["c"], $"'{_folder["c"]}' cannot be written: it is a folder; give the name of a file in it.");
    }

    [Fact]
    public void Write_does_not_replace_what_a_link_leads_to_when_that_is_a_device()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_folder["null"], "/dev/null");
        File.CreateSymbolicLink(_folder["full"], "/dev/full");

        AtomicFile.RequireWritable(_folder["null"]);
        AtomicFile.Write(_folder["null"], stream => stream.Write([1]));

        Assert.Empty(File.ReadAllBytes("/dev/null"));
        Refuses(_folder["full"], $"'{_folder["full"]}' cannot be written: No space left on device.");
    }

    [Fact]
    public void Write_makes_a_file_in_the_memory_that_is_mounted_among_devices()
    {
        if (!Directory.Exists("/dev/shm"))
        {
            return;
        }

        string path = $"/dev/shm/attn-test-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.Write(path, stream => stream.Write([1]));
            Assert.Equal([1], File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_writer_may_close_its_stream()
    {
        AtomicFile.Write(_folder["a.bin"], stream =>
        {
            using (stream)
            {
                stream.Write([1, 2]);
            }
        });

        Assert.Equal([1, 2], File.ReadAllBytes(_folder["a.bin"]));
    }

    [Fact]
    public void WriteFolder_shows_all_files_or_none()
    {
        string folder = _folder["made"];
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.WriteFolder(folder, draft =>
        {
            draft.Write("a", stream => stream.Write([1]));
            throw new InvalidTimeZoneException();
        }));
        Assert.Empty(Everything());

        AtomicFile.WriteFolder(folder, draft =>
        {
            draft.Write("a", stream => stream.Write([1]));
            draft.Write("b/c", stream => stream.Write([2]));
            draft.Write("a", stream => stream.Write([3]));
            Assert.Empty(Everything());
        });

        Assert.Equal([3], File.ReadAllBytes(Path.Combine(folder, "a")));
        Assert.Equal([2], File.ReadAllBytes(Path.Combine(folder, "b", "c")));
        Assert.Equal(
            $"'{folder}' cannot be written: the folder is there and not empty; give the name of a new one.",
            Assert.Throws<AttnExtractException>(() => AtomicFile.WriteFolder(folder, _ => { })).Message);
    }

    // Once, not again through a link.
    private string[] Everything() =>
    [
        .. Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/through/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static void Refuses(string path, string message) => Assert.Equal(
        message, Assert.Throws<AttnExtractException>(() => AtomicFile.Write(path, stream => stream.Write([1]))).Message);
}
