using System.Collections.Immutable;
using System.Text.Json;

namespace AttnExtract.Model.Hub;

/// <summary>What the Hub says of a revision: which commit it is, and which files that has.</summary>
/// <param name="Commit">The commit's full hash.</param>
/// <param name="Files">The files' names.</param>
internal sealed record HubListing(string Commit, ImmutableSortedSet<string> Files)
{
    /// <summary>Reads the answer of <c>/api/models/…/revision/…</c>.</summary>
    /// <returns>Null where it is not what the Hub answers.</returns>
    public static HubListing? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && Text(root, "sha") is { } commit && HubName.IsCommit(commit)
                && root.TryGetProperty("siblings", out JsonElement siblings) && siblings.ValueKind == JsonValueKind.Array
                    ? new HubListing(commit, Names(siblings))
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A name that would lead out of the snapshot's folder is none that a model's file could have.
    private static ImmutableSortedSet<string> Names(JsonElement siblings) => siblings.EnumerateArray()
        .Select(sibling => sibling.ValueKind == JsonValueKind.Object ? Text(sibling, "rfilename") : null)
        .OfType<string>()
        .Where(RepositoryPath.IsSafe)
        .ToImmutableSortedSet(StringComparer.Ordinal);

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

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
