using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Where a model runs, by name. Machines of tests have a libtorch for the processor.</summary>
public sealed class DeviceTests
{
    private const string NoCuda =
        "attn: The libtorch of this program has no device 'cuda'; it has cpu. Build the program with a libtorch package for that device, "
        + "on a machine that has one.";

    [Fact]
    public void The_processor_can_be_named_and_changes_nothing()
    {
        using TemporaryFolder folder = new();

        CliRun.Of("capture", "The cat sat.", "-o", folder["plain.npz"]).Succeeded();
        CliRun.Of("capture", "The cat sat.", "--device", "cpu", "-o", folder["named.npz"]).Succeeded();

        Assert.Equal(File.ReadAllBytes(folder["plain.npz"]), File.ReadAllBytes(folder["named.npz"]));
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused()
    {
        using TemporaryFolder folder = new();
        Surroundings around = new();
        around.Variables["ATTN_DEVICE"] = "cuda";

        CliRun typed = CliRun.Of("figure", "The cat sat.", "--device", "cuda", "-o", folder["cat.png"]);
        CliRun inherited = CliRun.With(around, "figure", "The cat sat.", "-o", folder["cat.png"]);

        Assert.All(new[] { typed, inherited }, run =>
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Equal($"{NoCuda}\n", run.Error);
        });
        Assert.False(File.Exists(folder["cat.png"]));
    }
}
