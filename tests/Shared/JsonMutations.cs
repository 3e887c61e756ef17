using System.Text;
using System.Text.Json.Nodes;

namespace AttnExtract.Testing;

/// <summary>Copies of a good JSON file that are still JSON but say something else, the same ones every time.</summary>
internal static class JsonMutations
{
    // What a file might promise, ask for or lead to that no reader should follow.
    private static readonly string[] Hostile =
    [
        "null", "true", "[]", "{}", "\"\"", "\"x\"", "0", "-1", "1", "3", "0.5", "-0.0", "1e400", "-1e-400", "2147483647", "-2147483648", "4294967297",
        "9223372036854775807", "99999999999999999999999",
        "\"../../x\"", "\"/etc/hostname\"", "\"a\\u0000b\"", "\"\\u00e9\\n\"", "[[[[0]]]]", "[-1, 2147483647]",
        "{\"0\": \"a\"}", "\"gelu\"", "\"linear\"", "\"dynamic\"", "\"float16\"", "\"model.safetensors\"",
    ];

    /// <summary>Copies with one to three values replaced, removed, doubled under another name or swapped.</summary>
    /// <param name="original">The good file.</param>
    /// <param name="count">How many copies.</param>
    public static IEnumerable<byte[]> Of(byte[] original, int count)
    {
        for (int seed = 0; seed < count; seed++)
        {
            Random random = new(seed);
            JsonNode root = JsonNode.Parse(original)!;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                Change(root, random);
            }

            // Half a surrogate pair is beyond what a node can hold.
            string text = root.ToJsonString();
            int half = random.Next(20) == 0 ? text.IndexOf("\":\"", StringComparison.Ordinal) : -1;
            yield return Encoding.UTF8.GetBytes(half < 0 ? text : text.Insert(half + 3, "\\ud800"));
        }
    }

    private static void Change(JsonNode root, Random random)
    {
        JsonNode[] nodes = [.. Below(root).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })];
        if (nodes.Length == 0)
        {
            return;
        }

        // Half of the changes at the top, where most options lie.
        JsonNode at = random.Next(2) == 0 ? nodes[0] : nodes[random.Next(nodes.Length)];
        JsonNode? value = JsonNode.Parse(Hostile[random.Next(Hostile.Length)]);
        if (at is JsonObject pairs)
        {
            string key = pairs.ElementAt(random.Next(pairs.Count)).Key;
            switch (random.Next(6))
            {
                case 0:
                    pairs.Remove(key);
                    break;
                case 1:
                    pairs[key + "x"] = pairs[key]?.DeepClone();
                    break;
                case 2:
                    pairs[key] = pairs.ElementAt(random.Next(pairs.Count)).Value?.DeepClone();
                    break;
                default:
                    pairs[key] = value;
                    break;
            }
        }
        else if (at is JsonArray list)
        {
            int index = random.Next(list.Count);
            switch (random.Next(4))
            {
                case 0:
                    list.RemoveAt(index);
                    break;
                case 1:
                    list.Insert(index, list[random.Next(list.Count)]?.DeepClone());
                    break;
                default:
                    list[index] = value;
                    break;
            }
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode root) => root switch
    {
        JsonObject pairs => [root, .. pairs.Select(pair => pair.Value).OfType<JsonNode>().SelectMany(Below)],
        JsonArray list => [root, .. list.OfType<JsonNode>().SelectMany(Below)],
        _ => [],
    };
}
