using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>
/// Every command that writes, while the disk is full, the folder is gone, something else stands at its place, or it is killed: the old file
/// or the new one is there, whole, and nothing else. The usual run takes a few commands; <c>ATTN_FAULTS=50</c> takes all, on a real full
/// disk, and kills each so many times. Windows has none of this.
/// </summary>
public sealed class FaultInjectionTests : IDisposable
{
    private const string Text = "'The cat sat on the mat.'";

    // OUT stands for the file or folder; what is prepared lies in the folder above.
    private static readonly (string Line, string Extension)[] Few =
    [
        ("heatmap ../m.csv -o OUT", ".svg"),
        ("prune 0.0 -m ../bert -o OUT", ""),
    ];

    private static readonly (string Line, string Extension)[] Others =
    [
        ("heatmap ../m.csv -o OUT", ".png"),
        ("heatmap ../m.csv -o OUT", ".pdf"),
        ($"figure {Text} -m ../bert --dpi 60 -o OUT", ".png"),
        ("figure --from ../run.npz --dpi 60 -o OUT", ".svg"),
        ("figure --replot ../m.svg -o OUT", ".png"),
        ($"capture {Text} -m ../bert -o OUT", ".npz"),
        ($"capture {Text} -m ../bert -o OUT", ".safetensors"),
        ($"capture {Text} -m ../bert -o OUT", ".json"),
        ($"ablate {Text} -m ../bert -o OUT", ".csv"),
        ($"ablate {Text} -m ../bert -o OUT", ".json"),
        ($"ablate {Text} -m ../bert -o OUT", ".parquet"),
        ($"measure {Text} -m ../bert --kind rollout -o OUT", ".svg"),
        ("diff ../run.npz ../other.npz -o OUT", ".csv"),
        ("heads ../texts.txt -m ../bert -o OUT", ".csv"),
        ("embed ../texts.txt -m ../bert -o OUT", ".npy"),
        ("embed ../texts.txt -m ../bert -o OUT", ".safetensors"),
        ("embed ../texts.txt -m ../bert -o OUT", ".parquet"),
        ("list colormaps -o OUT", ".pdf"),
    ];

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("ATTN_FAULTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 0;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The commands of this run.</summary>
    public static TheoryData<string, string> Commands { get; } = new(Few.Concat(Kills > 0 ? Others : []));

    // In a namespace of its own, where anybody may mount, unless the machine's owner forbids it.
    private static bool CanMount => ShellScript.Run("/", "unshare --map-root-user --mount true").ExitCode == 0;

    private string Place => _folder["place"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Something_else_at_its_place(string line, string extension)
    {
        if (!Prepare())
        {
            return;
        }

        string whole = Wanted(line, extension);
        bool isFolder = extension.Length == 0;
        File.WriteAllText(_folder["file"], "");
        Directory.CreateDirectory(Path.Combine(Place, $"folder{extension}", "full"));
        Refused(line, $"none/out{extension}", "there is no folder 'none'; make it first.");
        Refused(line, $"../file/out{extension}", "is a file, not a folder.");
        Refused(line, $"folder{extension}", isFolder ? "not empty; give the name of a new one." : "it is a folder; give the name of a file in it.");
        Directory.Delete(Path.Combine(Place, $"folder{extension}"), recursive: true);
        Refused(line, "circle", "its links lead back to themselves; give the name of a file.", $"ln -s circle{extension} circle{extension}", extension);
        File.Delete(Path.Combine(Place, "circle" + extension));

        // A relative link without a folder in it, from a place without one.
        (int exitCode, _, string error) = ShellScript.Run(Place, $"ln -s target{extension} link{extension}\nattn {Of(line, "link" + extension)}");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal($"target{extension}", new FileInfo(Path.Combine(Place, $"link{extension}")).LinkTarget);
        Assert.Equal(whole, Sum(Path.Combine(Place, $"target{extension}")));
        Clear();

        if (!isFolder)
        {
            // Its reader gets everything, and the pipe stays one.
            (exitCode, string output, error) = ShellScript.Run(
                Place, $"mkfifo pipe{extension}\ncat pipe{extension} > ../read &\nattn {Of(line, "pipe" + extension)} && wait && test -p pipe{extension}");
            Assert.True(exitCode == 0, output + error);
            Assert.Equal(whole, Sum(_folder["read"]));
            Clear();

            (exitCode, _, error) = ShellScript.Run(Place, $"ln -s /dev/null null{extension}\nattn {Of(line, "null" + extension)} && test -c /dev/null");
            Assert.True(exitCode == 0, error);
            Clear();
            Refused(line, "full", "No space left on device.", "ln -s /dev/full full" + extension, extension);
            Clear();
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Killed(string line, string extension)
    {
        if (!Prepare())
        {
            return;
        }

        Stopwatch time = Stopwatch.StartNew();
        string whole = Wanted(line, extension);
        TimeSpan usual = time.Elapsed;
        Random random = new(line.Length);
        string place = Path.Combine(Place, "out" + extension);
        for (int i = 0; i < Math.Max(2, Kills); i++)
        {
            bool hasOld = extension.Length > 0 && random.Next(2) == 0;
            if (hasOld)
            {
                File.WriteAllText(place, "old");
            }

            string signal = Kills > 0 || i > 0 ? "KILL" : "HUP";
            string delay = (usual.TotalSeconds * random.NextDouble()).ToString("0.000", CultureInfo.InvariantCulture);
            ShellScript.Run(Place, $"\"$PROGRAM\" {Of(line, "out" + extension)} > /dev/null 2>&1 &\nsleep {delay}\nkill -{signal} $! 2> /dev/null\nwait");

            string[] left = Directory.GetFileSystemEntries(Place);
            Assert.True(left.Length == 0 ? !hasOld : left.SequenceEqual([place]), string.Join(", ", left));
            Assert.True(left.Length == 0 || (hasOld && new FileInfo(place).Length == 3) || Sum(place) == whole);
            Clear();
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_folder_is_taken_away(string line, string extension)
    {
        if (!Prepare())
        {
            return;
        }

        Stopwatch time = Stopwatch.StartNew();
        string whole = Wanted(line, extension);
        TimeSpan usual = time.Elapsed;
        Random random = new(line.Length);
        for (int i = 0; i < Math.Max(2, Kills); i++)
        {
            string delay = (usual.TotalSeconds * random.NextDouble()).ToString("0.000", CultureInfo.InvariantCulture);
            (int exitCode, _, string error) = ShellScript.Run(Place, $"""
                mkdir gone
                "$PROGRAM" {Of(line, "gone/out" + extension)} > ../said 2> ../error &
                sleep {delay}
                rm -rf gone 2> /dev/null
                wait $!
                code=$?
                cat ../error >&2
                exit $code
                """);

            // Either it was gone too early, or it came too late.
            Assert.Matches(exitCode == 0 ? "^$" : $"^attn: 'gone/out{extension}' cannot be written: [^\n]*\n$", error);
            string[] left = Directory.GetFileSystemEntries(Place, "*", SearchOption.AllDirectories);
            string place = Path.Combine(Place, "gone", "out" + extension);
            Assert.True(left.Length == 0 || (exitCode == 0 && Sum(place) == whole), string.Join(", ", left));
            Clear();
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_full_disk(string line, string extension) => OnFullDisk(Of(line, "out" + extension));

    [Fact]
    public void A_full_disk_and_a_figure_a_head() => OnFullDisk("figure --from ../run.npz --per-head heads/deep");

    private void OnFullDisk(string command)
    {
        if (!Prepare() || !CanMount)
        {
            Assert.True(Kills == 0 || OperatingSystem.IsWindows(), "The long run needs 'unshare --map-root-user --mount', for a disk that is full.");
            return;
        }

        string script = $"""
            mount -t tmpfs -o size=4k none . && cd "$PWD" || exit 77
            head -c 4096 /dev/zero > filler
            "$PROGRAM" {command}
            code=$?
            ls -A
            exit $code
            """;
        File.WriteAllText(_folder["script"], script);
        (int exitCode, string output, string error) = ShellScript.Run(Place, "unshare --map-root-user --mount bash ../script");

        Assert.Equal(1, exitCode);
        Assert.Matches("^attn: [^\n]*No space left on device[^\n]*\n$", error);
        Assert.Equal("filler\n", output);
    }

    [Fact]
    public void A_figure_a_head_that_cannot_be_written_leaves_no_empty_folder()
    {
        if (!Prepare())
        {
            return;
        }

        // A folder may have a path of 4095 bytes; then a file in it has none.
        string deep = Path.Join(Place, string.Concat(Enumerable.Repeat(new string('x', 200) + "/", 40)))[..4090].TrimEnd('/');
        CliRun run = CliRun.Of("figure", "--from", _folder["run.npz"], "--per-head", deep, "--dpi", "60");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"attn: '{deep}/L0", run.Error);
        Assert.DoesNotContain("Something went wrong", run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(Place));
    }

    public void Dispose() => _folder.Dispose();

    private static string Of(string line, string name) => line.Replace("OUT", name, StringComparison.Ordinal);

    // What is written of a folder is all that it holds.
    private static string Sum(string path)
    {
        if (File.Exists(path))
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }

        IEnumerable<string> files = Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return string.Join('\n', files.Select(file => $"{Path.GetRelativePath(path, file)} {Sum(file)}"));
    }

    private bool Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        Directory.CreateDirectory(Place);
        File.CreateSymbolicLink(_folder["bert"], Path.Combine(ReferenceData.OwnRoot, "families", "bert"));
        _folder.Write("m.csv", "1,2\n3,4\n"u8);
        _folder.Write("texts.txt", "The cat sat.\nIt slept on the mat.\n"u8);
        CliRun.Of("heatmap", _folder["m.csv"], "-o", _folder["m.svg"]).Succeeded();
        CliRun.Of("capture", "The cat sat.", "-m", _folder["bert"], "-o", _folder["run.npz"]).Succeeded();
        CliRun.Of("capture", "The dog sat.", "-m", _folder["bert"], "-o", _folder["other.npz"]).Succeeded();
        return true;
    }

    private string Wanted(string line, string extension)
    {
        (int exitCode, _, string error) = ShellScript.Run(Place, $"attn {Of(line, "out" + extension)}");
        Assert.True(exitCode == 0, error);
        string sum = Sum(Path.Combine(Place, "out" + extension));
        Clear();
        return sum;
    }

    private void Refused(string line, string name, string reason, string before = "", string extension = "")
    {
        (int exitCode, _, string error) = ShellScript.Run(Place, $"""
            {before}
            ls -A > ../before
            attn {Of(line, name + extension)}
            code=$?
            ls -A > ../after
            exit $code
            """);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"attn: '{name + extension}' cannot be written: ", error);
        Assert.EndsWith($"{reason}\n", error);
        Assert.Equal(1, error.Count(character => character == '\n'));
        Assert.Equal(File.ReadAllText(_folder["before"]), File.ReadAllText(_folder["after"]));
    }

    private void Clear()
    {
        Directory.Delete(Place, recursive: true);
        Directory.CreateDirectory(Place);
    }
}
