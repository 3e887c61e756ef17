using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests;

public sealed class ReferenceCopyTests
{
    [Fact]
    public void The_copy_of_the_reference_data_is_as_its_makers_wrote_it()
    {
        string original = Path.GetFullPath(Path.Combine(ReferenceData.RepositoryRoot, "..", "shared", "reference"));
        string copy = ReferenceData.OwnRoot;
        string[] files =
            [.. Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(copy, file))];

        Assert.NotEmpty(files);
        Rule.Holds(
            // A lone clone has nothing to compare with; its files are held by the tests that read them.
            Directory.Exists(original) ? files.Where(file => !IsCopied(file)) : [],
            "Never edit reference data, nor add to it here: copy the file again from ../shared/reference.");

        // The folders of the second wave lie beside those of the first.
        bool IsCopied(string file) =>
            new[] { original, Path.Combine(original, "second") }.Any(root => IsSame(Path.Combine(copy, file), Path.Combine(root, file)));
    }

    private static bool IsSame(string copy, string original) =>
        File.Exists(original) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(original));
}
