using System.Runtime.InteropServices;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Where memory is not enough, that is what is said: no stack, nothing half-written.</summary>
public sealed class OutOfMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_needs_too_much_is_refused_before_it_begins()
    {
        CliRun.Of("inspect").Succeeded();
        using IDisposable little = FreeMemory.Pretend(1e5);

        CliRun run = CliRun.Of("capture", "The cat sat.", "-o", _folder["cat.npz"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            @"^attn: A run of one text of 6 tokens needs at least 161\.3 kB of memory \(3\.5 kB for attention: 24 maps × 6² tokens × "
            + @"4 bytes; 147\.5 kB for hidden states; 10\.4 kB for what is kept\), but 100\.0 kB are free: take fewer layers or heads \(--layers, --heads\), "
            + @"or shorten the text\.\n$",
            run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_libtorch_says_of_its_allocator_becomes_a_sentence()
    {
        const string Said = "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 57600000000 "
            + "bytes. Error code 12 (Cannot allocate memory)\nframe #0: c10::ThrowEnforceNotMet(char const*) + 0x7f (0x7f00 in libc10.so)\n";

        Assert.Equal(
            "attn: There is not enough memory: 57.6 GB more were asked for. Shorten the text, take fewer layers or heads (--layers, --heads), or end other "
            + "programs.\n",
            Reported(new ExternalException(Said)));
        Assert.Equal(
            "attn: There is not enough memory. Shorten the text, take fewer layers or heads (--layers, --heads), or end other programs.\n",
            Reported(new AggregateException(new OutOfMemoryException())));
        Assert.Equal(
            "attn: There is not enough memory. Shorten the text, take fewer layers or heads (--layers, --heads), or end other programs.\n",
            Reported(new TypeInitializationException("t", new DllNotFoundException(
                "Unable to load shared library 'LibTorchSharp': libtorch_cpu.so: failed to map segment from shared object"))));
    }

    [Fact]
    public void Other_failures_of_libtorch_are_told_without_the_frames_of_its_stack()
    {
        Assert.Equal(
            "attn: Something went wrong that should not: The size of tensor a (3) must match. Add --verbose to see where.\n",
            Reported(new ExternalException("The size of tensor a (3) must match\nException raised from infer_size at x.cpp:35 (most recent call first):\n"
                + "frame #0: c10::Error::Error(c10::SourceLocation) + 0x80 (0x7f in libc10.so)\n")));
    }

    private static string Reported(Exception failure)
    {
        using MemoryStream error = new();
        using (Shell shell = new(() => Stream.Null, new MemoryStream(), error, new()))
        {
            Assert.Equal(ExitCode.Failed, Failure.Report(failure, [], shell));
        }

        return System.Text.Encoding.UTF8.GetString(error.ToArray());
    }
}
