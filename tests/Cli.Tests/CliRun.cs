using System.Text;
using AttnExtract.Cli.Running;

namespace AttnExtract.Cli.Tests;

/// <summary>One command line, run in this process: what came out of it.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Bytes">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int ExitCode, byte[] Bytes, string Error)
{
    // Loaded once for all tests.
    private static readonly ModelShelf Models = new();

    public string Out => Encoding.UTF8.GetString(Bytes);

    public static CliRun Of(params string[] arguments) => With(new Surroundings(), arguments);

    public static CliRun With(Surroundings surroundings, params string[] arguments)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        Shell shell = new(() => new MemoryStream(surroundings.Input), output, error, Models)
        {
            InputIsTerminal = surroundings.InputIsTerminal,
            OutputIsTerminal = surroundings.OutputIsTerminal,
            ErrorIsTerminal = surroundings.ErrorIsTerminal,
            Variable = name => surroundings.Variables.GetValueOrDefault(name),
        };
        int exitCode = Program.Run(arguments, shell);
        return new(exitCode, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>It worked, without a word on standard error.</summary>
    public CliRun Succeeded()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, ExitCode);
        return this;
    }

    /// <summary>It failed with this one line on standard error, and nothing on standard output.</summary>
    public void FailedWith(int exitCode, string message)
    {
        Assert.Equal($"attn: {message}\n", Error);
        Assert.Equal("", Out);
        Assert.Equal(exitCode, ExitCode);
    }
}
