using System.Reflection;
using AttnExtract.Repository.Tests.HouseRules;
using PublicApiGenerator;

namespace AttnExtract.Repository.Tests.PublicApi;

/// <summary>The public surface of each floor is a file; changing it is a diff that somebody reads.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "ATTN_ACCEPT_API";

    [Theory]
    [InlineData("Ground")]
    [InlineData("Model")]
    [InlineData("Extract")]
    [InlineData("Render")]
    public void The_public_surface_is_as_agreed(string floor)
    {
        string path = RepositoryFiles.FullPath($"tests/Repository.Tests/PublicApi/{floor}.txt");
        string actual = Assembly.Load($"AttnExtract.{floor}")
            .GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, actual);
        }

        string[] agreed = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        string[] found = actual.Split('\n');
        Assert.True(
            agreed.AsSpan().SequenceEqual(found),
            $"The public surface of {floor} changed:\n"
            + string.Concat(agreed.Except(found).Select(line => $"- {line.Trim()}\n"))
            + string.Concat(found.Except(agreed).Select(line => $"+ {line.Trim()}\n"))
            + $"=> If that is meant, run the tests once with {Accept}=1, read the diff of tests/Repository.Tests/PublicApi/{floor}.txt "
            + "and commit it. Else make the new members internal.");
    }
}
