using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Which tokens of a text see everything and are seen by everything, in models that have such tokens.</summary>
public sealed class GlobalTokenRule
{
    private readonly Func<IReadOnlyList<EncodingToken>, int?, int> _count;

    private GlobalTokenRule(string name, string meaning, Func<IReadOnlyList<EncodingToken>, int?, int> count)
    {
        (Name, Meaning) = (name, meaning);
        _count = count;
    }

    /// <summary>No token.</summary>
    public static GlobalTokenRule None { get; } = new("none", "no token", (_, _) => 0);

    /// <summary>The first token, which stands for the text.</summary>
    public static GlobalTokenRule First { get; } = new("first", "the first token", (_, _) => 1);

    /// <summary>Everything before the first separator, as in questions about a text that follows.</summary>
    public static GlobalTokenRule Question { get; } = new(
        "question", "everything before the first separator",
        (tokens, separator) => tokens.TakeWhile(token => token.Id != separator).Count());

    /// <summary>Every rule.</summary>
    public static ImmutableArray<GlobalTokenRule> All { get; } = [None, First, Question];

    private static Registry<GlobalTokenRule> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"There is no rule '{typed}' for global tokens.{didYouMean} There are {known}.", All);

    /// <summary>What a command line calls it.</summary>
    public string Name { get; }

    /// <summary>What it names, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>The rule of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message lists all.</exception>
    public static GlobalTokenRule Get(string name) => ByName.Get(name);

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;

    /// <summary>The rule of the library, by what the model is for: classes of texts are read from the first token, answers by the question.</summary>
    internal static GlobalTokenRule UsualFor(TaskHeads heads) =>
        heads.Find(HeadKind.SequenceClass) is not null ? First : heads.Find(HeadKind.Answer) is not null ? Question : None;

    /// <summary>The global tokens of a batch.</summary>
    internal GlobalTokens In(IReadOnlyList<Encoding> encodings, int longest, int? separator, Device device)
    {
        return GlobalTokens.Of(encodings.Select(OfText), device);

        IEnumerable<bool> OfText(Encoding encoding)
        {
            int count = _count(encoding.Tokens, separator);
            return Enumerable.Range(0, longest).Select(token => token < count);
        }
    }
}
