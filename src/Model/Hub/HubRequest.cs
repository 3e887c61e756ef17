namespace AttnExtract.Model.Hub;

/// <summary>What is asked of the Hub.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Address">Where it is asked first.</param>
/// <param name="Hub">The model that it is about.</param>
/// <param name="Path">The file that it is about, or null.</param>
/// <param name="Start">From which byte on the content is wanted.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Address, HubName Hub, string? Path = null, long Start = 0)
{
    /// <summary>For messages.</summary>
    public override string ToString() => Path is null ? Hub.Id : $"'{Path}' of {Hub.Id}";
}
