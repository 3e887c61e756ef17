using System.IO.Compression;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>Where a Debian package lays what; <see cref="HandedOutTests"/> makes the real one and runs what it brings.</summary>
public sealed class DebianPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_lies_where_Debian_looks_for_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string package = DebianPackage.Of(StandIn(), _folder["attn.deb"]);
        DebianPackage.Said("dpkg-deb", "-x", package, _folder["root"]);

        Assert.Equal(
            [
                "drwxr-xr-x ./usr/lib/attn/", "-rwxr-xr-x ./usr/lib/attn/attn", "-rw-r--r-- ./usr/lib/attn/LICENSE", "-rw-r--r-- ./usr/lib/attn/NOTICE",
                "lrwxrwxrwx ./usr/bin/attn -> ../lib/attn/attn",
            ],
            from line in DebianPackage.Said("dpkg-deb", "-c", package).Split('\n')
            where line.Contains("lib/attn", StringComparison.Ordinal)
            let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            orderby words[0][0] == 'l', words[0][0] == '-', words[5] != "./usr/lib/attn/attn", words[5]
            select $"{words[0]} {string.Join(' ', words[5..])}");
        Assert.All(
            DebianPackage.Said("dpkg-deb", "-c", package).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains(" root/root ", line));
        Assert.Equal("help --man\n", Unzipped("man/man1/attn.1.gz"));
        Assert.Equal("completion bash\n", Text("bash-completion/completions/attn"));
        Assert.Equal("completion zsh\n", Text("zsh/vendor-completions/_attn"));
        Assert.Equal("completion fish\n", Text("fish/vendor_completions.d/attn.fish"));
        Assert.Equal("a licence\n\na notice\n", Text("doc/attnextract/copyright"));
        Assert.StartsWith("# Changelog\n", Unzipped("doc/attnextract/changelog.gz"));
    }

    [Fact]
    public void It_says_what_it_is_and_what_it_needs()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string package = DebianPackage.Of(StandIn(), _folder["attn.deb"]);

        Assert.Equal(
            $"attnextract {PackedFloors.Version} amd64 libc6 (>= 2.34), libgcc-s1, libstdc++6 (>= 12), libssl3t64 | libssl3",
            DebianPackage.Said("dpkg-deb", "-W", "--showformat", "${Package} ${Version} ${Architecture} ${Depends}", package));
    }

    // A folder that looks like a published one, whose program repeats what it is asked for.
    private string StandIn()
    {
        string folder = Directory.CreateDirectory(_folder["attn"]).FullName;
        File.WriteAllText(Path.Combine(folder, "attn"), "#!/bin/sh\necho \"$@\"\n");
        File.WriteAllText(Path.Combine(folder, "LICENSE"), "a licence\n");
        File.WriteAllText(Path.Combine(folder, "NOTICE"), "a notice\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "attn"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            File.SetUnixFileMode(Path.Combine(folder, "NOTICE"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return folder;
    }

    private string Text(string path) => File.ReadAllText(Path.Combine(_folder["root"], "usr/share", path));

    private string Unzipped(string path)
    {
        using GZipStream unzipped = new(File.OpenRead(Path.Combine(_folder["root"], "usr/share", path)), CompressionMode.Decompress);
        using StreamReader reader = new(unzipped);
        return reader.ReadToEnd();
    }
}
