using System.Security.Cryptography;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Chunks;

/// <summary>The model of a run: what of it decides about numbers.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="WeightsSha256">SHA-256 of its weights.</param>
/// <param name="SettingsSha256">SHA-256 of what else its folder holds: configuration and tokenizer.</param>
/// <param name="Torch">The version of libtorch that runs it.</param>
public sealed record PlannedModel(string Name, string WeightsSha256, string SettingsSha256, string Torch)
{
    // What configurations, vocabularies and the steps of sentence-transformers are written in.
    private static readonly string[] Extensions = [".json", ".txt", ".model", ".spm", ".bpe"];

    /// <summary>What stands in the place of a model where none is run.</summary>
    public static PlannedModel None { get; } = new("", "", "", "");

    /// <summary>Describes a model.</summary>
    /// <exception cref="AttnExtractException">A file of it cannot be read.</exception>
    public static PlannedModel Of(PretrainedModel model) => new(model.Name, model.WeightsSha256, SettingsOf(model.Folder), __version__);

    // Over the names and hashes of the files, in the order of names.
    private static string SettingsOf(string folder)
    {
        StringBuilder all = new();
        foreach (string path in InputFolder.Files(folder)
            .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal))
        {
            all.Append(Path.GetFileName(path)).Append('\t').Append(FileHash.Sha256(path)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
