using System.Security.Cryptography;
using AttnExtract.Repository.Tests.HouseRules;

namespace AttnExtract.Repository.Tests;

public sealed class BundledModelTests
{
    [Fact]
    public void Models_are_the_published_ones()
    {
        string[] expected = File.ReadAllLines(RepositoryFiles.FullPath("tests/Repository.Tests/models.sha256"));
        string[] actual =
        [
            .. RepositoryFiles.Under("models", "").Where(path => path != "models/README.md")
                .Select(path => $"{Hash(RepositoryFiles.FullPath(path))}  {path["models/".Length..]}"),
        ];

        Assert.NotEmpty(expected);
        Rule.Holds(
            expected.Except(actual).Select(line => $"expected {line}").Concat(actual.Except(expected).Select(line => $"found    {line}")),
            "A bundled model never changes silently. After a change on purpose, write the new sums, as sha256sum prints them, into "
            + "tests/Repository.Tests/models.sha256.");
    }

    [Fact]
    public void Models_lie_beside_the_built_program()
    {
        foreach (string path in RepositoryFiles.Under("models", ""))
        {
            Assert.Equal(Hash(RepositoryFiles.FullPath(path)), Hash(Path.Combine(BuiltProgram.Folder, path)));
        }
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
