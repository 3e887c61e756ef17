using System.Collections.Immutable;

namespace AttnExtract.Render.Viewer;

/// <summary>The command line that draws the same maps as a figure; the page adds what was chosen in it.</summary>
/// <param name="Words">The command and what it reads: <c>figure</c>, the text, the model. None where no command draws them.</param>
public sealed record ViewerCommand(ImmutableArray<string> Words)
{
    /// <summary>What maps have that no command draws; the page says so.</summary>
    public static ViewerCommand None { get; } = new([]);

    /// <summary>What it reads that looks like an option, and therefore stands at the end, after <c>--</c>.</summary>
    public ImmutableArray<string> Last { get; init; } = [];

    /// <summary>The commands that write the files that it reads, where these are not there yet.</summary>
    public ImmutableArray<ImmutableArray<string>> Before { get; init; } = [];

    /// <summary>Whether it draws what a file holds, not all layers and heads of a model.</summary>
    public bool ReadsFile { get; init; }

    /// <summary>The 0-based layers that it draws where nobody chooses some; null where it takes no choice of them.</summary>
    public ImmutableArray<int>? Layers { get; init; }

    /// <summary>The same of heads.</summary>
    public ImmutableArray<int>? Heads { get; init; }

    /// <summary>Whether it leaves out and merges tokens and draws means.</summary>
    public bool TakesTokens { get; init; } = true;

    /// <summary>Whether panels may have scales of their own.</summary>
    public bool TakesSharing { get; init; } = true;

    /// <summary>Whether it names the model by its folder's name, because nobody knows where the folder is.</summary>
    public bool NeedsFolder { get; init; }

    /// <summary>The command that reads a text, or files.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">What it reads.</param>
    /// <param name="options">Options, and what they are given.</param>
    public static ViewerCommand Of(string command, IReadOnlyList<string> arguments, params IEnumerable<string> options) =>
        arguments.Any(argument => argument.StartsWith('-'))
            ? new([command, .. options]) { Last = ["--", .. arguments] }
            : new([command, .. arguments, .. options]);

    /// <summary>An option with what it is given, as a command line reads it: in one word where the latter looks like an option.</summary>
    public static ImmutableArray<string> Option(string name, string value) =>
        value.Length > 1 && value.StartsWith('-') ? [$"{name}={value}"] : [name, value];

    /// <summary>The same with more words; of none, none.</summary>
    public ViewerCommand With(params IEnumerable<string> words) => Words.IsEmpty ? this : this with { Words = [.. Words, .. words] };

    /// <summary>Whole: its words, a file to write, and what stands last.</summary>
    internal ImmutableArray<string> WritingTo(string file) => [.. Words, "-o", file, .. Last];
}
