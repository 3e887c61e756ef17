using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>How a text is cut into tokens.</summary>
internal static class TokenOptions
{
    /// <summary>The most tokens.</summary>
    public static Option<string> MaxLength { get; } = new("--max-length")
    {
        HelpName = "NUMBER",
        Description = "cut off at the end what is more than so many tokens, special ones included",
    };

    /// <summary>Whether special tokens stay away.</summary>
    public static Option<bool> NoSpecialTokens { get; } =
        ReportOptions.Flag("--no-special-tokens", "leave out what the tokenizer adds, such as [CLS] and [SEP]");

    /// <summary>The most tokens, or null.</summary>
    /// <exception cref="UsageException">It is no count.</exception>
    public static int? MaxLengthOf(Invocation call) => Numbers.ReadCount(call, MaxLength);
}
