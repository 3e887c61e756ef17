using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Steps;

/// <summary>The components of one kind that exist, by their <c>type</c> in tokenizer.json.</summary>
/// <param name="kind">What they are, in the plural: « normalizers ».</param>
/// <param name="entries">Names and readers, in the order in which they are listed to users.</param>
internal sealed class ComponentCatalog<T>(string kind, IReadOnlyList<(string Name, Func<JsonPart, T> Read)> entries)
{
    public IEnumerable<string> Names => entries.Select(entry => entry.Name);

    /// <summary>Reads the component that <paramref name="part"/> describes.</summary>
    /// <exception cref="AttnExtractException">There is none of that name, or its description is wrong.</exception>
    public T Read(JsonPart part) => Read(part, part.Text("type"));

    /// <summary>As <see cref="Read(JsonPart)"/>, for a description that does not say its type.</summary>
    public T Read(JsonPart part, string name)
    {
        foreach ((string known, Func<JsonPart, T> read) in entries)
        {
            if (known == name)
            {
                return read(part);
            }
        }

        throw part.Unsupported($"'{name}' is not among the {kind} that are supported: {string.Join(", ", Names)}.");
    }
}
