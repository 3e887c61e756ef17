using AttnExtract.Model;
using AttnExtract.Render;

namespace AttnExtract.Cli.Options;

/// <summary>Reads an option's value by a lower floor, whose refusal is then about the command line.</summary>
internal static class Usage
{
    /// <summary>What is read.</summary>
    /// <exception cref="UsageException">The lower floor refuses, in its own words.</exception>
    public static T Of<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is AttnExtractException or FigureException)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
