using System.Reflection;

namespace AttnExtract.Extract;

/// <summary>The version of AttnExtract.</summary>
public static class ProductVersion
{
    /// <summary>The version as text, without the build's commit.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
