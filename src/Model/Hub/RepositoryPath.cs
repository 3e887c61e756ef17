using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>The names of files in a repository: parts between slashes. Some come from files that anybody may have written.</summary>
internal static class RepositoryPath
{
    /// <summary>Whether a name stays inside its folder on every system, whatever it is joined to.</summary>
    public static bool IsSafe(string path) => path.Split('/').All(PortableName.Is);

    /// <summary>The name of a file in a folder of the repository; "" is its root.</summary>
    public static string Join(string folder, string file) => folder.Length == 0 ? file : $"{folder}/{file}";
}
