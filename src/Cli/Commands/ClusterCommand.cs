using System.CommandLine;
using AttnExtract.Cli.Cluster;
using AttnExtract.Cli.Options;

namespace AttnExtract.Cli.Commands;

/// <summary>
/// A command that has a study done by a cluster. The study's command line follows, and its own options may stand anywhere in it.
/// </summary>
internal abstract class ClusterCommand : ProgramCommand
{
    private const string Rest = "--";

    /// <inheritdoc/>
    public override bool IsEveryday => false;

    /// <inheritdoc/>
    public override Argument Argument => ClusterOptions.Study;

    /// <summary>Own options first, then the study's words as they are.</summary>
    protected sealed override IReadOnlyList<string> Arrange(IReadOnlyList<string> arguments)
    {
        List<string> own = [];
        List<string> study = [];
        for (int index = 0; index < arguments.Count; index++)
        {
            string word = arguments[index];
            if (word == Rest)
            {
                study.AddRange(arguments.Skip(index));
                break;
            }

            if (OwnOption(word) is not { } option)
            {
                study.Add(word);
                continue;
            }

            own.Add(word);
            bool takesNext = option.Arity.MaximumNumberOfValues > 0 && !word.Contains('=');
            if (takesNext && index + 1 < arguments.Count)
            {
                own.Add(arguments[++index]);
            }
        }

        return [.. own, Rest, .. study];
    }

    /// <summary>The study's command line, read as the study would read it.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    protected static StudyLine StudyOf(Invocation call) => StudyLine.Read(call, call.Value(ClusterOptions.Study) ?? []);

    private Option? OwnOption(string word)
    {
        string name = word.Split('=')[0];
        return OwnOptions.Concat(ReportOptions.All).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
    }
}
