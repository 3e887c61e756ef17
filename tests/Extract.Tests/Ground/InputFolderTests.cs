using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Ground;

public sealed class InputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_a_folder_holds_is_listed_by_kind()
    {
        File.WriteAllText(_folder["a.txt"], "");
        File.WriteAllText(_folder["b.csv"], "");
        Directory.CreateDirectory(_folder["c"]);
        Assert.Equal([_folder["a.txt"]], InputFolder.Files(_folder.Path, "*.txt"));
        Assert.Equal([_folder["c"]], InputFolder.Folders(_folder.Path));
        InputFolder.RequireReadable(_folder.Path);
        InputFolder.RequireReadable(_folder["d"]);
    }

    [Fact]
    public void One_that_cannot_be_read_is_said_in_a_sentence()
    {
        string gone = _folder["gone"];
        AttnExtractException failure = Assert.Throws<AttnExtractException>(() => InputFolder.Files(gone));
        Assert.StartsWith($"'{gone}' cannot be read: ", failure.Message);
    }

    public void Dispose() => _folder.Dispose();
}
