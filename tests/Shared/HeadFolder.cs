using System.Text;
using System.Text.Json.Nodes;

namespace AttnExtract.Testing;

/// <summary>Model folders with heads that no reference folder names: one whose weights fit, under another architecture.</summary>
internal static class HeadFolder
{
    /// <summary>
    /// A copy of the project's own first reference folder of an architecture, if need be under the name of another one and with weights
    /// renamed.
    /// </summary>
    public static string Make(TemporaryFolder folder, string architecture, string? other = null, string? theirs = null, string? ours = null)
    {
        string families = Path.Combine(ReferenceData.RepositoryRoot, "tests", "Reference", "families");
        string source = Directory.GetDirectories(families).Order(StringComparer.Ordinal).First(candidate =>
            File.ReadAllText(Path.Combine(candidate, "cases.json")).Contains($"\"{architecture}\"", StringComparison.Ordinal));
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, folder[Path.GetFileName(file)], overwrite: true);
        }

        JsonNode config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!;
        config["architectures"] = new JsonArray(other ?? architecture);
        File.WriteAllText(folder["config.json"], config.ToJsonString());
        if (theirs is not null)
        {
            Rename(folder["model.safetensors"], theirs, ours!);
        }

        return folder.Path;
    }

    // Names lie in the file's head as text; a shorter one leaves room for spaces, which JSON ignores outside of it.
    private static void Rename(string path, string theirs, string ours)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(bytes, 0);
        string head = Encoding.Latin1.GetString(bytes, sizeof(long), length);
        Encoding.Latin1.GetBytes(head.Replace(theirs, ours, StringComparison.Ordinal).PadRight(length)).CopyTo(bytes, sizeof(long));
        File.WriteAllBytes(path, bytes);
    }
}
