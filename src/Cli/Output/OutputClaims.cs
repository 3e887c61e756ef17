using System.CommandLine;
using System.CommandLine.Parsing;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>The files that a command line is going to write, so that none is lost to another, and nothing that it reads is written over.</summary>
internal sealed class OutputClaims
{
    private readonly Dictionary<string, string> _writers = new(RealPath.Comparer);
    private readonly Dictionary<string, string> _readers = new(RealPath.Comparer);

    /// <summary>Notes which files a command line reads: whatever it gives to arguments and options, and is the name of a file.</summary>
    public OutputClaims(ParseResult parsed)
    {
        foreach (SymbolResult given in parsed.CommandResult.Children)
        {
            (string name, IReadOnlyList<Token> values) = given switch
            {
                OptionResult option when !Writes(option.Option) => (option.Option.Name, option.Tokens),
                ArgumentResult argument when argument.Argument != TextOptions.Text => (argument.Argument.Name, argument.Tokens),
                _ => ("", []),
            };
            foreach (Token value in values.Where(value => File.Exists(value.Value)))
            {
                _readers[RealPath.Of(value.Value)] = name;
            }
        }
    }

    /// <summary>Claims a file. A figure may take the place of the one that it is drawn from.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writer">The option that asks for it.</param>
    /// <exception cref="UsageException">Another option asks for it, or it is read.</exception>
    public void Claim(string path, string writer)
    {
        if (path == OutputOptions.Stdout || AtomicFile.IsStream(path))
        {
            return;
        }

        string file = RealPath.Of(path);
        bool isRedrawn = writer == OutputOptions.Output.Name && _readers.GetValueOrDefault(file) == FigureSourceOptions.Replot.Name;
        if (!isRedrawn && _readers.TryGetValue(file, out string? reader))
        {
            throw new UsageException(Messages.WritesOverInput(path, reader, writer));
        }

        if (!_writers.TryAdd(file, writer) && _writers[file] != writer)
        {
            throw new UsageException(Messages.WrittenTwice(path, _writers[file], writer));
        }
    }

    private static bool Writes(Option option) =>
        option == OutputOptions.Output || option == CompanionOptions.Tex || option == FigureSourceOptions.PerHead;
}
