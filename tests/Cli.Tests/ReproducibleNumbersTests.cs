using AttnExtract.Extract;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What the numbers and pictures of a run do not depend on, and what they may.</summary>
public sealed class ReproducibleNumbersTests : IDisposable
{
    // Twice what was seen; docs/architecture.md has the table.
    private const float LastDigits = 5e-6f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // MKL divided the products of the four lengths from 5 to 11 tokens among threads; the settings hold on Linux. All lengths are in the long set.
    [Fact]
    public void One_thread_or_two_write_the_same_bytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int[] lengths = [.. LongSet.Of(2, [9, 30, 1, 3, 90])];
        Run(lengths, "one", ("OMP_NUM_THREADS", "1"));
        Run(lengths, "two", ("OMP_NUM_THREADS", "2"));

        string[] files = [.. Directory.GetFiles(_folder["one"]).Select(file => Path.GetFileName(file))];
        Assert.Equal(2 * lengths.Length, files.Length);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["one"], file)), File.ReadAllBytes(Path.Combine(_folder["two"], file))));
    }

    [Fact]
    public void Another_processor_changes_the_last_digits_only()
    {
        Run([7, 30], "here");
        Run([7, 30], "plain", ("ATEN_CPU_CAPABILITY", "default"));

        foreach (string file in Directory.GetFiles(_folder["here"], "*.safetensors").Select(file => Path.GetFileName(file)))
        {
            AttentionRecord here = AttentionRecord.Open(Path.Combine(_folder["here"], file));
            AttentionRecord plain = AttentionRecord.Open(Path.Combine(_folder["plain"], file));
            foreach ((HookName site, DenseArray numbers) in here.Sites)
            {
                Assert.All(
                    numbers.Values.ToArray().Zip(plain[site].Values.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -LastDigits, LastDigits));
            }
        }
    }

    // Sums over maps and texts are ours; the variables are those of .NET 8 and of .NET 10.
    [Fact]
    public void A_processor_that_adds_fewer_numbers_at_once_writes_the_same_tables()
    {
        File.WriteAllLines(
            _folder["texts.txt"], Enumerable.Range(1, 24).Select(i => $"The cat sat on the mat {string.Join(" and ", Enumerable.Range(0, i))}."));

        string wide = Heads("wide.csv");
        string narrow = Heads("narrow.csv", ("DOTNET_EnableAVX512F", "0"), ("DOTNET_EnableAVX512", "0"));

        Assert.Equal(wide, narrow);

        string Heads(string name, params (string Name, string Value)[] variables)
        {
            (int exitCode, _, string error) = BuiltProgram.Run(["heads", _folder["texts.txt"], "-o", _folder[name]], variables);
            Assert.True(exitCode == 0, error);
            return File.ReadAllText(_folder[name]);
        }
    }

    private void Run(int[] lengths, string name, params (string Name, string Value)[] variables)
    {
        string[] words = ["cat", "dog", "sun", "the", "on"];
        IEnumerable<string> texts = lengths.Select(length => string.Join(' ', Enumerable.Range(0, length).Select(i => words[i % words.Length])));
        File.WriteAllLines(_folder["texts.txt"], texts);
        Directory.CreateDirectory(_folder[name]);
        string[][] commands =
        [
            ["capture", "-o", Path.Combine(_folder[name], "a.safetensors")],
            ["figure", "--layers", "0,5", "-o", Path.Combine(_folder[name], "a.png")],
        ];
        foreach (string[] command in commands)
        {
            (int exitCode, _, string error) = BuiltProgram.Run([.. command, "-i", _folder["texts.txt"]], variables);
            Assert.True(exitCode == 0, error);
        }
    }
}
