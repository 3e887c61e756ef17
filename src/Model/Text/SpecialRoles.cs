using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text;

/// <summary>
/// Which tokens play the model's special roles, as tokenizer_config.json or special_tokens_map.json of the folder say; else
/// by the names that published vocabularies use.
/// </summary>
internal sealed class SpecialRoles
{
    private static readonly string[] Files = ["tokenizer_config.json", "special_tokens_map.json"];
    private static readonly (string Role, string[] Names)[] Customary =
    [
        ("pad_token", ["[PAD]", "<pad>", "<|padding|>"]),
        ("mask_token", ["[MASK]", "<mask>"]),
        ("unk_token", ["[UNK]", "<unk>"]),
        ("sep_token", ["[SEP]", "</s>", "<eos>"]),
        ("cls_token", ["[CLS]", "<s>", "<cls>"]),
    ];

    private readonly Dictionary<string, string> _tokens = [];

    /// <param name="folder">The tokenizer's folder.</param>
    /// <param name="exists">Whether a token is in the vocabulary.</param>
    public SpecialRoles(string folder, Func<string, bool> exists)
    {
        foreach (string file in Files.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            using JsonDocument document = JsonPart.Parse(file);
            JsonPart root = JsonPart.Root(document, file);
            foreach ((string role, _) in Customary)
            {
                if (root.Find(role) is { } token)
                {
                    _tokens.TryAdd(role, token.Is(JsonValueKind.Object) ? token.Text("content") : token.AsText());
                }
            }
        }

        foreach ((string role, string[] names) in Customary)
        {
            if (names.FirstOrDefault(exists) is { } name)
            {
                _tokens.TryAdd(role, name);
            }
        }
    }

    /// <summary>The token of a role (<c>mask_token</c>, …), or null.</summary>
    public string? TokenOf(string role) => _tokens.GetValueOrDefault(role);
}
