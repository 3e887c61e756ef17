using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>A Debian package that <c>build/debian/package.sh</c> makes of a published folder.</summary>
internal static class DebianPackage
{
    private static readonly string Script = Path.Combine(ReferenceData.RepositoryRoot, "build", "debian", "package.sh");

    /// <summary>Makes it and gives back its path.</summary>
    /// <param name="published">The published folder.</param>
    /// <param name="file">What it shall be called.</param>
    public static string Of(string published, string file)
    {
        Said(Script, published, PackedFloors.Version, file);
        return file;
    }

    /// <summary>What a program of Debian's says.</summary>
    public static string Said(string program, params string[] arguments)
    {
        (int exitCode, string output) = BuiltProgram.Run(program, arguments, Path.GetTempPath());
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
        return output;
    }
}
