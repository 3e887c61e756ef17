using System.Text.RegularExpressions;

namespace AttnExtract.Model.Text.Characters.Expressions;

/// <summary>
/// Whether a character is what one place of an expression stands for. The platform itself is asked, once a character, so that classes, categories
/// and the case of letters are exactly its own.
/// </summary>
/// <param name="spelling">The place as the expression spells it: a letter, an escape, a class.</param>
/// <param name="options">What holds there.</param>
internal sealed class CharacterTest(string spelling, RegexOptions options)
{
    private const byte Yes = 1;
    private const byte No = 2;

    private Regex? _regex;
    private byte[]? _answers;

    private bool IsLetter => spelling.Length == 1 && spelling != "." && !options.HasFlag(RegexOptions.IgnoreCase);

    /// <summary>The answer.</summary>
    public bool Holds(char character)
    {
        if (IsLetter)
        {
            return character == spelling[0];
        }

        ref byte answer = ref (_answers ??= new byte[char.MaxValue + 1])[character];
        if (answer == 0)
        {
            _regex ??= new($@"\A(?:{spelling})\z", options | RegexOptions.CultureInvariant);
            answer = _regex.IsMatch([character]) ? Yes : No;
        }

        return answer == Yes;
    }
}
