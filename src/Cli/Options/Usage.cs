using AttnExtract.Ground;

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
        catch (AttnExtractException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
