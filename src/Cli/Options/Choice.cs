using System.CommandLine;

namespace AttnExtract.Cli.Options;

/// <summary>An option's value that is one of a few words.</summary>
/// <param name="words">The words and what they mean.</param>
internal sealed class Choice<T>(params (string Word, T Meaning)[] words)
    where T : struct
{
    /// <summary>The words.</summary>
    public IEnumerable<string> Words => words.Select(word => word.Word);

    /// <summary>What the option was given, or null.</summary>
    /// <exception cref="UsageException">It is none of the words.</exception>
    public T? Read(Invocation call, Option<string> option)
    {
        if (call.Value(option) is not { } typed)
        {
            return null;
        }

        foreach ((string word, T meaning) in words)
        {
            if (word == typed)
            {
                return meaning;
            }
        }

        throw new UsageException(Messages.NoSuchChoice(option.Name, typed, Words));
    }
}
