using AttnExtract.Build;
using AttnExtract.Testing;
using CsCheck;

namespace AttnExtract.Repository.Tests.LibTorch;

public sealed class LibTorchMendTests
{
    private const string New = "_ZSt21ios_base_library_initv";
    private const string Old = "_ZNSt8ios_base4InitC1Ev";

    private static readonly ElfSketch Shipped = new(
        [new("_ZNSt8ios_baseD2Ev", 2), new(New, 18), new("malloc", 3), new("LibTorch", 1, Imported: false)],
        [
            new("libc.so.6", new SketchVersion("GLIBC_2.2.5", 3)),
            new(
                "libstdc++.so.6",
                new SketchVersion("GLIBCXX_3.4.32", 18), new SketchVersion("GLIBCXX_3.4.18", 16), new SketchVersion("GLIBCXX_3.4", 2)),
        ]);

    // What a linker would have written, had it linked against the old version in the first place.
    private static readonly ElfSketch Mended = Shipped with
    {
        Symbols = [Shipped.Symbols[0], new(Old, 2, Room: New.Length), Shipped.Symbols[2], Shipped.Symbols[3]],
        Libraries =
        [
            Shipped.Libraries[0],
            Shipped.Libraries[1] with
            {
                Versions = [new("GLIBCXX_3.4.32", 18, Flags: 2), .. Shipped.Libraries[1].Versions[1..]],
            },
        ],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_changes_name_version_and_flag_and_nothing_else(bool headersFirst)
    {
        byte[] file = (Shipped with { HeadersFirst = headersFirst }).Write();
        byte[] before = [.. file];

        LibTorchMend mend = LibTorchMend.Apply(file);

        Assert.Equal(LibTorchMendOutcome.Mended, mend.Outcome);
        Assert.Equal("", mend.Reason);
        Assert.Equal((Mended with { HeadersFirst = headersFirst }).Write(), mend.Bytes);
        Assert.Equal(before, file);
    }

    [Fact]
    public void Apply_leaves_a_file_alone_when_it_is_mended_already()
    {
        AssertFine(LibTorchMend.Apply(Shipped.Write()).Bytes);
    }

    [Fact]
    public void Apply_leaves_a_file_alone_when_it_does_not_need_the_version()
    {
        AssertFine((Shipped with
        {
            Symbols = [Shipped.Symbols[0]],
            Libraries = [new("libstdc++.so.6", new SketchVersion("GLIBCXX_3.4", 2))],
        }).Write());
        AssertFine((Shipped with { Libraries = [] }).Write());
    }

    [Fact]
    public void Apply_refuses_when_the_symbol_is_absent_or_not_an_import()
    {
        AssertRefused(
            Shipped with { Symbols = [Shipped.Symbols[0]] },
            "it does not import the symbol _ZSt21ios_base_library_initv.");
        AssertRefused(
            Shipped with { Symbols = [new(New, 18, Imported: false)] },
            "it does not import the symbol _ZSt21ios_base_library_initv.");
        AssertRefused(
            Shipped with { Symbols = [] },
            "it does not import the symbol _ZSt21ios_base_library_initv.");
    }

    [Fact]
    public void Apply_refuses_when_the_old_version_is_absent_or_another_librarys()
    {
        AssertRefused(
            Shipped with { Libraries = [new("libstdc++.so.6", new SketchVersion("GLIBCXX_3.4.32", 18))] },
            "it does not need the version GLIBCXX_3.4 of libstdc++.so.6.");
        AssertRefused(
            Shipped with
            {
                Libraries =
                [
                    new("libother.so", new SketchVersion("GLIBCXX_3.4", 2)),
                    new("libstdc++.so.6", new SketchVersion("GLIBCXX_3.4.32", 18)),
                ],
            },
            "it does not need the version GLIBCXX_3.4 of libstdc++.so.6.");
    }

    [Fact]
    public void Apply_refuses_when_another_symbol_would_suffer()
    {
        AssertRefused(
            Shipped with { Symbols = [.. Shipped.Symbols, new("_ZSt3newv", 18)] },
            "it needs GLIBCXX_3.4.32 for more than the symbol _ZSt21ios_base_library_initv.");
        AssertRefused(
            Shipped with { Symbols = [.. Shipped.Symbols, new("library_initv", 1, Imported: false)] },
            "another symbol shares the name _ZSt21ios_base_library_initv.");
    }

    [Fact]
    public void Apply_refuses_when_a_table_is_absent()
    {
        AssertRefused(Shipped with { WithoutSymbols = true }, "it has no table of dynamic symbols.");
        AssertRefused(Shipped with { WithoutSymbolVersions = true }, "it has no table of symbol versions.");
    }

    [Fact]
    public void Apply_refuses_what_is_not_such_a_file()
    {
        byte[] narrow = Shipped.Write();
        narrow[4] = 1;
        byte[] bigEndian = Shipped.Write();
        bigEndian[5] = 2;
        byte[] bare = Shipped.Write();
        bare.AsSpan(0x28, 8).Clear();

        AssertRefused("MZ, a program for another system"u8.ToArray(), "it is not an ELF file.");
        AssertRefused([], "it is not an ELF file.");
        AssertRefused(narrow, "it is not a 64-bit little-endian ELF file.");
        AssertRefused(bigEndian, "it is not a 64-bit little-endian ELF file.");
        AssertRefused(bare, "it has no section headers.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_refuses_a_file_that_is_cut_at_any_length(bool headersFirst)
    {
        byte[] file = (Shipped with { HeadersFirst = headersFirst }).Write();
        for (int length = 4; length < file.Length; length++)
        {
            LibTorchMend mend = LibTorchMend.Apply(file[..length]);
            Assert.Equal(LibTorchMendOutcome.Refused, mend.Outcome);
            Assert.StartsWith(
                $"it is cut short: it has {length} bytes, but its own tables point to byte ", mend.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Apply_answers_whatever_bytes_are_damaged()
    {
        byte[] file = Shipped.Write();
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Array[1, 8].Sample(damages =>
        {
            byte[] damaged = [.. file];
            foreach ((int at, byte value) in damages)
            {
                damaged[at] = value;
            }

            LibTorchMend mend = LibTorchMend.Apply(damaged);
            Assert.Equal(mend.Outcome == LibTorchMendOutcome.Refused, mend.Reason.Length > 0);
            Assert.Equal(damaged.Length, mend.Bytes.Length);
        });
    }

    [Fact]
    public void First_passes_over_what_the_loader_would_not_take()
    {
        using TemporaryFolder folder = new();
        byte[] library = [.. Shipped.Write(), .. "\0GLIBCXX_3.4.32\0"u8];
        byte[] narrow = [.. library];
        narrow[4] = 1;
        byte[] otherProcessor = [.. library];
        otherProcessor[0x12] = 183;
        string[] paths =
        [
            folder["absent"], folder.Write("empty", []), folder.Write("narrow", narrow), folder.Write("other", otherProcessor),
            folder.Write("right", library), folder.Write("later", library),
        ];

        Assert.Equal(folder["right"], HostLibrary.First(paths));
        Assert.True(HostLibrary.Offers(folder["right"], LibTorchMend.NeededVersion));
        Assert.False(HostLibrary.Offers(folder["empty"], LibTorchMend.NeededVersion));
        Assert.Null(HostLibrary.First(paths[..4]));
    }

    [Fact]
    public void Contains_finds_whole_names_only()
    {
        byte[] names = "\0GLIBCXX_3.4.3\0GLIBCXX_3.4.320\0xGLIBCXX_3.4.33\0GLIBCXX_3.4.34"u8.ToArray();

        Assert.True(HostLibrary.Contains(names, "GLIBCXX_3.4.3"));
        Assert.True(HostLibrary.Contains(names, "GLIBCXX_3.4.320"));
        Assert.False(HostLibrary.Contains(names, "GLIBCXX_3.4.32"));
        Assert.False(HostLibrary.Contains(names, "GLIBCXX_3.4.33"));
        Assert.False(HostLibrary.Contains(names, "GLIBCXX_3.4.34"));
        Assert.False(HostLibrary.Contains([], "GLIBCXX_3.4.34"));
    }

    private static void AssertFine(byte[] file)
    {
        LibTorchMend mend = LibTorchMend.Apply(file);

        Assert.Equal(LibTorchMendOutcome.AlreadyFine, mend.Outcome);
        Assert.Same(file, mend.Bytes);
    }

    private static void AssertRefused(ElfSketch sketch, string reason) => AssertRefused(sketch.Write(), reason);

    private static void AssertRefused(byte[] file, string reason)
    {
        LibTorchMend mend = LibTorchMend.Apply(file);

        Assert.Equal(LibTorchMendOutcome.Refused, mend.Outcome);
        Assert.Equal(reason, mend.Reason);
        Assert.Same(file, mend.Bytes);
    }
}
