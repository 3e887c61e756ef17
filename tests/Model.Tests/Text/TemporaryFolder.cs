namespace AttnExtract.Model.Tests.Text;

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("attn-text-").FullName;

    public string Write(string name, string content)
    {
        string file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>Copies those of the files that exist.</summary>
    public void CopyFrom(string folder, params string[] names)
    {
        foreach (string name in names.Where(name => File.Exists(System.IO.Path.Combine(folder, name))))
        {
            File.Copy(System.IO.Path.Combine(folder, name), System.IO.Path.Combine(Path, name));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
