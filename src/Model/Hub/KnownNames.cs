using System.Text.Json;

namespace AttnExtract.Model.Hub;

/// <summary>Models that people call without their owner, from <c>Data/names.json</c>.</summary>
internal static class KnownNames
{
    private static readonly Lazy<string[]> Names = new(Load);

    /// <summary>The name with the owner; null where no such model is known.</summary>
    /// <param name="bare">The last part of a name, with or without a revision, in whatever case.</param>
    public static string? Find(string bare)
    {
        string[] parts = bare.Split('@', 2);
        string? full = Names.Value.FirstOrDefault(name => name[(name.IndexOf('/') + 1)..].Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        return full is not null && parts.Length == 2 ? $"{full}@{parts[1]}" : full;
    }

    private static string[] Load()
    {
        using Stream stream = typeof(KnownNames).Assembly.GetManifestResourceStream("AttnExtract.Model.Hub.Data.names.json")
            ?? throw new InvalidOperationException("The assembly lacks its table 'names.json'.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)];
    }
}
