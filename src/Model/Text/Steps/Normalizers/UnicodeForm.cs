using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>The normal forms NFC, NFD, NFKC and NFKD (Unicode Standard Annex 15), with the tables of <see cref="UnicodeForms"/>.</summary>
internal sealed class UnicodeForm(string name, bool compatibility, bool composes) : INormalizer
{
    public static UnicodeForm Nfc { get; } = new("NFC", compatibility: false, composes: true);

    public static UnicodeForm Nfd { get; } = new("NFD", compatibility: false, composes: false);

    public static UnicodeForm Nfkc { get; } = new("NFKC", compatibility: true, composes: true);

    public static UnicodeForm Nfkd { get; } = new("NFKD", compatibility: true, composes: false);

    public string Name => name;

    public AlignedText Normalize(AlignedText text) =>
        System.Text.Ascii.IsValid(text.Characters) ? text
        : composes ? Compose(text, compatibility)
        : Decompose(text, compatibility);

    public static AlignedText Decompose(AlignedText text, bool compatibility)
    {
        AlignedTextWriter writer = new(text);
        new CanonicalOrder(compatibility).Decompose(text.Characters, (codePoint, isFirst) => writer.Write(codePoint, isFirst ? 0 : 1));
        return writer.ToText();
    }

    private static AlignedText Compose(AlignedText text, bool compatibility)
    {
        AlignedTextWriter writer = new(text);
        Composer composer = new(writer);
        new CanonicalOrder(compatibility).Decompose(text.Characters, composer.Add);
        composer.Flush();
        return writer.ToText();
    }

    /// <summary>
    /// Joins a starter with the marks after it that are not blocked. What is joined is written in place of the first
    /// character and the others are skipped, so it has the first one's range, as in the library.
    /// </summary>
    private sealed class Composer(AlignedTextWriter writer)
    {
        private readonly List<(int CodePoint, int Change)> _marks = [];
        private int _starter = -1;
        private int _starterChange;
        private int _lastClass = -1;

        public void Add(int codePoint, bool isFirst)
        {
            int change = isFirst ? 0 : 1;
            int combiningClass = UnicodeForms.CombiningClass(codePoint);
            if (_starter < 0 && combiningClass != 0)
            {
                writer.Write(codePoint, change);
                return;
            }

            if (_starter >= 0 && _lastClass < combiningClass
                && UnicodeForms.Compose(_starter, codePoint) is >= 0 and int composite)
            {
                (_starter, _starterChange) = (composite, _starterChange + change - 1);
                return;
            }

            if (combiningClass == 0)
            {
                Flush();
                (_starter, _starterChange) = (codePoint, change);
                return;
            }

            _marks.Add((codePoint, change));
            _lastClass = combiningClass;
        }

        public void Flush()
        {
            if (_starter >= 0)
            {
                writer.Write(_starter, _starterChange);
            }

            foreach ((int codePoint, int change) in _marks)
            {
                writer.Write(codePoint, change);
            }

            _marks.Clear();
            (_starter, _lastClass) = (-1, -1);
        }
    }
}
