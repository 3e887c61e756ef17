using System.Globalization;
using System.Text;

namespace AttnExtract.Cli.Cluster;

/// <summary>Writes any text so that those who read a script or a manifest read the same text.</summary>
internal static class Quoting
{
    /// <summary>A path on a line that begins with <c>#SBATCH</c>.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="UsageException">Slurm cannot be told of such a path.</exception>
    public static string ForSlurm(string path) => path.Any(letter => letter == '\\' || char.IsControl(letter))
        ? throw new UsageException(Messages.NoPathForSlurm(path))
        : $"\"{path.Replace("\"", "\\\"")}\"";

    /// <summary>A file name in which Slurm puts numbers in the place of what follows a per cent sign, so that it stays as it is.</summary>
    public static string WithoutNumbers(string path) => path.Replace("%", "%%");

    /// <summary>A string in YAML (1.2, 7.3.1: double-quoted style).</summary>
    public static string ForYaml(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            if (char.IsControl(letter))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                quoted.Append(letter is '"' or '\\' ? $"\\{letter}" : letter);
            }
        }

        return quoted.Append('"').ToString();
    }
}
