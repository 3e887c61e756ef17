namespace AttnExtract.Cli.Commands;

/// <summary>One line that help begins with.</summary>
/// <param name="Line">The whole command line.</param>
/// <param name="Meaning">What it does, in a few words.</param>
internal sealed record Example(string Line, string Meaning);
