using System.CommandLine;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Files of runs, ours or those of other programs, and the tokens of the latter.</summary>
internal static class RunFileOptions
{
    /// <summary>A file in place of a model.</summary>
    public static Option<string> From { get; } = new("--from")
    {
        HelpName = "RUN",
        Description = "draw a file that attn capture wrote, instead of running a model; or attention that another program saved: an .npy or "
            + ".npz file or a folder of them, [layer, head, query, key]",
    };

    /// <summary>The tokens of saved attention.</summary>
    public static Option<string> Tokens { get; } = new("--tokens")
    {
        HelpName = "TOKENS",
        Description = "of attention that another program saved: its tokens with blanks between, or a file with one a line",
    };

    /// <summary>The tokens that are attended to, where they are others.</summary>
    public static Option<string> KeyTokens { get; } = new("--key-tokens")
    {
        HelpName = "TOKENS",
        Description = "the tokens that are attended to, where they are others",
    };

    /// <summary>Both kinds of tokens.</summary>
    public static IReadOnlyList<Option> OfTokens { get; } = [Tokens, KeyTokens];

    /// <summary>Opens a run, and remarks rows that do not sum to 1.</summary>
    /// <param name="call">The command line, with the tokens of saved attention.</param>
    /// <param name="path">The run.</param>
    /// <param name="taken">What is done with such rows.</param>
    /// <exception cref="UsageException">There are tokens for a record, which has its own.</exception>
    /// <exception cref="AttnExtractException">It is no run, or there is not one token a query and key.</exception>
    public static AttentionRecord Open(Invocation call, string path, string taken)
    {
        if (!SavedAttention.IsAt(path))
        {
            foreach (Option option in OfTokens.Where(call.Has))
            {
                throw new UsageException(Messages.NoTokensOfARecord(option.Name, path));
            }

            return AttentionRecord.Open(path);
        }

        SavedAttention saved = SavedAttention.Read(path);
        if (saved.RemarkOnRows(taken) is { } remark)
        {
            call.Note(remark);
        }

        return saved.ToRecord(TokensOf(call, Tokens, saved.Queries), TokensOf(call, KeyTokens, saved.Keys));
    }

    private static string[]? TokensOf(Invocation call, Option<string> option, int count)
    {
        if (call.Value(option) is not { } typed)
        {
            return null;
        }

        if (File.Exists(typed))
        {
            return [.. TextOptions.Lines(call, typed)];
        }

        string[] tokens = typed.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return tokens is [string only] && count > 1 && Path.HasExtension(only) ? throw new AttnExtractException(Messages.NoTokenFile(only, option.Name))
            : tokens;
    }
}
