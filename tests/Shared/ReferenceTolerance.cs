using System.Globalization;
using System.Text.RegularExpressions;

namespace AttnExtract.Testing;

/// <summary>How far numbers may lie from those of a reference root, as the root's README says in two sentences.</summary>
/// <param name="Attentions">Of attention maps, in single precision.</param>
/// <param name="Hidden">Of hidden states and what heads give, in single precision.</param>
/// <param name="Scores">Of scores and vectors of texts, in single precision.</param>
/// <param name="Proof">Of anything in double precision.</param>
internal sealed partial record ReferenceTolerance(double Attentions, double Hidden, double Scores, double Proof)
{
    /// <summary>That of model folders.</summary>
    public static ReferenceTolerance Families { get; } = Read();

    private static ReferenceTolerance Read()
    {
        // A root that says nothing is held to what the project's own says.
        string[] folders = [Path.Combine(ReferenceData.Root, "families"), ReferenceData.Root, Path.Combine(ReferenceData.OwnRoot, "families")];
        string[] texts = [.. folders.Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists).Select(File.ReadAllText)];
        double[] single = Numbers(Single());
        return new ReferenceTolerance(single[0], single[1], single[2], Numbers(Double())[0]);

        double[] Numbers(Regex sentence) =>
        [
            .. texts.Select(text => sentence.Match(text)).First(match => match.Success).Groups.Values.Skip(1)
                .Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture)),
        ];
    }

    [GeneratedRegex(@"Absolute\s+(\S+),\s+(\S+)\s+and\s+(\S+)\s+are\s+safe\s+for\s+(?:a\s+)?float32")]
    private static partial Regex Single();

    [GeneratedRegex(@"float64\s+implementation\s+agrees\s+to\s+(?:about\s+)?(\d+e-\d+)")]
    private static partial Regex Double();
}
