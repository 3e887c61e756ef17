using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>A model of the Hub and which state of it: <c>owner/name@revision</c>.</summary>
/// <param name="Owner">The person or organization.</param>
/// <param name="Name">The repository.</param>
/// <param name="Revision">A branch, a tag, or a commit in whole or in part.</param>
internal sealed partial record HubName(string Owner, string Name, string Revision)
{
    /// <summary>The branch that is meant where none is named.</summary>
    public const string MainBranch = "main";

    private const int LongestName = 96;

    /// <summary>The name without revision, as it stands in addresses.</summary>
    public string Id => $"{Owner}/{Name}";

    /// <summary>Whether a text has the form of a name; whether there is such a model is another question.</summary>
    public static bool IsName(string text)
    {
        string id = text.Split('@', 2)[0];
        return id.Split('/') is [string owner, string name]
            && IsPart(owner)
            && IsPart(name)
            && !name.EndsWith(".git", StringComparison.Ordinal);
    }

    /// <summary>Whether a text is the full hash of a commit.</summary>
    public static bool IsCommit(string text) => Commit.IsMatch(text);

    /// <summary>Reads a name.</summary>
    /// <exception cref="AttnExtractException">It has not the form of a name, or the revision none that git allows.</exception>
    public static HubName Parse(string text)
    {
        if (!IsName(text))
        {
            throw new AttnExtractException(HubMessages.NoName(text));
        }

        string[] halves = text.Split('@', 2);
        string revision = halves.Length == 2 ? halves[1] : MainBranch;
        string[] id = halves[0].Split('/');
        return IsRevision(revision)
            ? new HubName(id[0], id[1], revision)
            : throw new AttnExtractException(HubMessages.BadRevision(halves[0], revision));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}@{Revision}";

    // As huggingface_hub checks names, which keeps « -- » free to stand for the slash in the cache.
    private static bool IsPart(string part) =>
        part.Length <= LongestName
        && Part.IsMatch(part)
        && !part.Contains("--", StringComparison.Ordinal)
        && !part.Contains("..", StringComparison.Ordinal);

    // git-check-ref-format's rules; what passes them stays inside the folder of refs.
    private static bool IsRevision(string text) =>
        text.Length <= 200
        && !RefusedInRevision.IsMatch(text)
        && text.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\z")]
    private static partial Regex Part { get; }

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex Commit { get; }

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\]\\""<>|]|\.\.|@\{|\.\z|^@\z")]
    private static partial Regex RefusedInRevision { get; }
}
