using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class PruneCommandTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_smaller_model_is_saved_and_used_like_any_other()
    {
        CliRun run = CliRun.Of("prune", "3.5,4.0-2", "-o", _folder["smaller"]).Succeeded();

        Assert.Equal(
            $"Wrote {_folder["smaller"]}: all-MiniLM-L6-v2 without 4 heads, 22,516,224 of 22,713,216 weights. "
            + $"Try it: attn figure TEXT -m {_folder["smaller"]} -o figure.png\n",
            run.Out);
        Assert.Contains("pruned heads  3.5,4.0-2\n", CliRun.Of("inspect", "-m", _folder["smaller"]).Succeeded().Out);
        CliRun.Of("figure", Text, "-m", _folder["smaller"], "--verify", "-o", _folder["a.png"]).Succeeded();
        CliRun sweep = CliRun.Of("ablate", Text, "-m", _folder["smaller"], "-o", _folder["sweep.csv"]).Succeeded();
        Assert.Contains("L4  pruned  pruned  pruned  0.", sweep.Out);
        Assert.Equal(69, File.ReadAllLines(_folder["sweep.csv"]).Length);
    }

    [Fact]
    public void A_silenced_model_is_compared_with_the_ablated_one()
    {
        CliRun.Of("prune", "2.*", "-o", _folder["silenced"], "--keep-shape", "--json", "--quiet").Succeeded();
        CliRun.Of("capture", Text, "-m", _folder["silenced"], "-o", _folder["pruned.npz"]).Succeeded();
        CliRun.Of("capture", Text, "--ablate", "2.*=zero", "-o", _folder["ablated.npz"]).Succeeded();

        using JsonDocument result = JsonDocument.Parse(CliRun.Of("diff", _folder["pruned.npz"], _folder["ablated.npz"], "--json", "--quiet").Succeeded().Bytes);
        Assert.All(
            result.RootElement.GetProperty("distances").EnumerateArray().SelectMany(row => row.EnumerateArray()),
            distance => Assert.Equal(0, distance.GetDouble(), 1e-9));
    }

    [Fact]
    public void Where_no_head_is_left_there_is_none_to_switch_off()
    {
        CliRun.Of("prune", "*.*", "-o", _folder["headless"], "--quiet").Succeeded();

        foreach ((string unit, string choice) in new[]
        {
            ("heads", "--unit heads"), ("all-but-one", "--unit all-but-one"), ("pairs", "--unit pairs"), ("heads", "--curve greedy"),
        })
        {
            CliRun.Of(["ablate", Text, "-m", _folder["headless"], "-o", _folder["a.csv"], .. choice.Split(' ')]).FailedWith(
                1, $"headless has nothing of the unit '{unit}' to switch off: too few heads are left in it; take another unit, such as layers.");
        }

        CliRun.Of("ablate", Text, "-m", _folder["headless"], "--unit", "layers", "-o", _folder["a.csv"]).Succeeded();
    }

    [Fact]
    public void Programs_get_numbers()
    {
        using JsonDocument result = JsonDocument.Parse(CliRun.Of("prune", "0.1-2", "-o", _folder["a"], "--json", "--quiet").Succeeded().Bytes);

        Assert.Equal(["0.1", "0.2"], result.RootElement.GetProperty("heads").EnumerateArray().Select(head => head.GetString()));
        Assert.False(result.RootElement.GetProperty("keeps_shape").GetBoolean());
        Assert.True(result.RootElement.GetProperty("weights_after").GetInt64() < result.RootElement.GetProperty("weights_before").GetInt64());
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        CliRun.Of("prune", "-o", "a").FailedWith(2, "No heads: say which go, such as 3.5, 3.* or '*.0-3', several with commas. See 'attn prune --help'.");
        CliRun.Of("prune", "3.5").FailedWith(2, "No folder: name a new one for the model with --output FOLDER. See 'attn prune --help'.");
        CliRun.Of("prune", "3.5", "-o", "-").FailedWith(2, "No folder: name a new one for the model with --output FOLDER. See 'attn prune --help'.");
        CliRun.Of("prune", "3.5", "-o", "a", "-o", "b").FailedWith(2, "Give -o a or -o b, not both. See 'attn prune --help'.");
        CliRun.Of("prune", "three", "-o", _folder["a"]).FailedWith(
            2, "'three' selects no heads: LAYER.HEAD was expected, counted from 0, such as 3.5, 3.*, *.0-3 or several with commas.");
        CliRun.Of("prune", "3.12", "-o", _folder["a"]).FailedWith(1, "There is no head 12: all-MiniLM-L6-v2 has heads 0 to 11.");
        CliRun.Of("prune", "6.0", "-o", _folder["a"]).FailedWith(1, "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.");
        Assert.False(Directory.Exists(_folder["a"]));
    }

    [Fact]
    public void A_file_beside_the_weights_that_cannot_be_read_is_named()
    {
        if (!File.Exists("/proc/self/mem"))
        {
            return;
        }

        string model = Directory.CreateDirectory(_folder["model"]).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(ReferenceData.OwnRoot, "families", "bert"), "*.*"))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }

        File.CreateSymbolicLink(Path.Combine(model, "notes.txt"), "/proc/self/mem");
        CliRun unreadable = CliRun.Of("prune", "0.0", "-m", model, "-o", _folder["smaller"]);
        File.Delete(Path.Combine(model, "notes.txt"));
        File.CreateSymbolicLink(Path.Combine(model, "notes.txt"), "gone.txt");
        CliRun gone = CliRun.Of("prune", "0.0", "-m", model, "-o", _folder["smaller"]);

        Assert.StartsWith($"attn: '{Path.Combine(model, "notes.txt")}' cannot be read: Input/output error", unreadable.Error);
        Assert.Equal((1, 1), (unreadable.ExitCode, unreadable.Error.Count(character => character == '\n')));
        gone.FailedWith(1, $"There is no file '{Path.Combine(model, "notes.txt")}'.");
        Assert.Equal([model], Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
