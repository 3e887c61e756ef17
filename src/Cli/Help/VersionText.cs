using System.Reflection;
using System.Text;
using AttnExtract.Extract;

namespace AttnExtract.Cli.Help;

/// <summary>What <c>attn --version</c> shows: the program's version, then those of the libraries that its numbers and pictures come from.</summary>
internal static class VersionText
{
    /// <summary>One line each; no native library is loaded for it.</summary>
    public static string All()
    {
        StringBuilder lines = new();
        Append("attn", ProductVersion.Text);
        Append("TorchSharp", Of("TorchSharp"));
        Append("libtorch", Fact("libtorch"));
        Append("SkiaSharp", Of("SkiaSharp"));
        Append(".NET", $"{Environment.Version}");
        return lines.ToString();

        void Append(string name, string version) => lines.Append(name).Append(' ').Append(version).Append('\n');
    }

    /// <summary>The day of the program's version: yyyy-mm-dd.</summary>
    public static string Date => Fact("date");

    private static string Fact(string name) =>
        typeof(VersionText).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == name).Value!;

    private static string Of(string assembly) =>
        Assembly.Load(assembly).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
