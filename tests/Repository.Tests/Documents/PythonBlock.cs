using System.Text.Json;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>
/// A block of Python in a document: run where there is a Python with NumPy and h5py, behind stand_in.py, and else replaced by the files that it wrote when
/// make.py wrote python.json.
/// </summary>
internal static class PythonBlock
{
    private const string Folder = "tests/Repository.Tests/Documents";

    /// <summary>The Python that runs them; null where there is none.</summary>
    public static string? Program { get; } = DebianPython.With("numpy", "h5py");

    /// <summary>Leaves the files of a block in a folder.</summary>
    /// <param name="block">The block.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="python">The Python; null to take what is stored.</param>
    /// <param name="program">Where <c>attn</c> lies, for blocks that call it.</param>
    public static void Run(DocumentBlock block, string folder, string? python, string program)
    {
        string text = string.Join('\n', block.Commands);
        using JsonDocument stored = JsonDocument.Parse(RepositoryFiles.Read($"{Folder}/python.json"));
        JsonElement found = stored.RootElement.GetProperty("blocks").EnumerateArray()
            .FirstOrDefault(one => one.GetProperty("document").GetString() == block.Document && one.GetProperty("text").GetString() == text);
        Assert.True(found.ValueKind == JsonValueKind.Object, $"{block.Place} is not what {Folder}/python.json was made of; run make.py there anew.");
        string[] files = [.. found.GetProperty("files").EnumerateObject().Select(file => file.Name)];
        if (python is null)
        {
            Array.ForEach(files, file => File.WriteAllBytes(
                Path.Combine(folder, file), found.GetProperty("files").GetProperty(file).GetBytesFromBase64()));
            return;
        }

        (int exitCode, string output) = BuiltProgram.Run(
            python, ["-c", RepositoryFiles.Read($"{Folder}/stand_in.py") + text], folder, alsoOnPath: program);
        Assert.True(exitCode == 0, $"{block.Place}: exit code {exitCode}\n{output}");
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(folder, file)), $"{block.Place} wrote no {file}."));
    }
}
