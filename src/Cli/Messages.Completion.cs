namespace AttnExtract.Cli;

/// <content>What is said of shells.</content>
internal static partial class Messages
{
    /// <summary>Whose Tab key.</summary>
    public static string CompleteWhere(IEnumerable<string> shells) => $"Complete in which shell? There are {Listed(shells)}: attn completion {shells.First()}";

    /// <summary>A shell that no script is for.</summary>
    public static string NoSuchShell(string typed, string didYouMean, IEnumerable<string> shells) =>
        $"There is no completion for '{typed}'.{didYouMean} There is one for {Listed(shells)}.";
}
