using AttnExtract.Ground;
using AttnExtract.Model.Text.Files.SentencePiece;

namespace AttnExtract.Model.Text.Files;

/// <summary>Finds out which files a folder's tokenizer consists of, and reads them.</summary>
internal static class TokenizerFolder
{
    private static readonly (string Name, Func<string, Pipeline> Read)[] Forms =
    [
        ("tokenizer.json", TokenizerJson.Read),
        ("sentencepiece.bpe.model", SentencePieceFiles.Read),
        ("sentencepiece.model", SentencePieceFiles.Read),
        ("spiece.model", SentencePieceFiles.Read),
        ("spm.model", SentencePieceFiles.Read),
        ("tokenizer.model", SentencePieceFiles.Read),
        (TranslatorFiles.Source, TranslatorFiles.Read),
        ("vocab.json", MergeFiles.Read),
        ("vocab.txt", WordListFiles.Read),
    ];

    /// <summary>The files of which one makes a tokenizer, the first that is there.</summary>
    public static IEnumerable<string> MainFiles => Forms.Select(form => form.Name);

    /// <summary>The files that are read beside it, where they are there.</summary>
    public static IReadOnlyList<string> SideFiles { get; } = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt"];

    /// <summary>The files that one of the main files needs beside it.</summary>
    public static IReadOnlyDictionary<string, string[]> Companions { get; } = new Dictionary<string, string[]>
    {
        [TranslatorFiles.Source] = [TranslatorFiles.Target, TranslatorFiles.Ids],
    };

    /// <summary>The tokenizer of what a translator writes, where it differs from that of what it reads; else null.</summary>
    /// <exception cref="AttnExtractException">A file is damaged.</exception>
    public static Pipeline? ReadTarget(string folder)
    {
        string source = Path.Combine(folder, TranslatorFiles.Source);
        return !File.Exists(Path.Combine(folder, Forms[0].Name)) && File.Exists(source)
            ? TranslatorFiles.Read(Path.Combine(folder, TranslatorFiles.Target))
            : null;
    }

    /// <exception cref="AttnExtractException">No tokenizer file is there, one is damaged, or a component is not supported.</exception>
    public static Pipeline Read(string folder)
    {
        foreach ((string name, Func<string, Pipeline> read) in Forms)
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                return read(file);
            }
        }

        InputFolder.RequireReadable(folder);
        throw new AttnExtractException(Directory.Exists(folder)
            ? $"'{folder}' has no tokenizer: none of {string.Join(", ", Forms.Select(form => form.Name))} is there; "
                + "add the one that belongs to the model."
            : $"There is no folder '{folder}' to read a tokenizer from.");
    }
}
