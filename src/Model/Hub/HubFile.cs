namespace AttnExtract.Model.Hub;

/// <summary>What the Hub says of one file.</summary>
/// <param name="Hub">The model.</param>
/// <param name="Path">The file's name in the repository.</param>
/// <param name="Address">Where it is.</param>
/// <param name="ETag">What its content is known by: a SHA-256 of a large file, the object id of git of a small one.</param>
/// <param name="Size">How many bytes it has.</param>
internal sealed record HubFile(HubName Hub, string Path, Uri Address, string ETag, long Size)
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"'{Path}' of {Hub.Id}";
}
