using AttnExtract.Extract;

namespace AttnExtract.Render.Words;

/// <summary>
/// What a caption says of where a figure's numbers come from: the model, and whatever makes them other than its plain run of the
/// whole text would be.
/// </summary>
internal sealed class ProvenanceCaption
{
    private const string UsualPrecision = "float32";

    private readonly Provenance _provenance;
    private readonly string _cut;
    private readonly int _said;
    private readonly string? _pruned;

    private ProvenanceCaption(Provenance provenance, string cut, int said, string? pruned)
    {
        _pruned = pruned;
        _provenance = provenance;
        _cut = cut;
        _said = said;
    }

    /// <summary>The model's name.</summary>
    public CaptionPart Model => new(_provenance.Model);

    /// <summary>Which heads the model lacks, if any.</summary>
    public IEnumerable<CaptionPart> Heads =>
        _pruned is null ? [] : [new($"without heads {_pruned}, which were pruned")];

    /// <summary>All but the model's name; nothing for a plain run of the whole text.</summary>
    public IEnumerable<CaptionPart> Parts => [.. CutOff, .. Heads, .. Precision, .. Changes, .. Replacements];

    private IEnumerable<CaptionPart> CutOff => _provenance.TruncatedTokens > 0 ? [new(_cut)] : [];

    private IEnumerable<CaptionPart> Precision =>
        _provenance.Precision == UsualPrecision ? [] : [new($"computed in {_provenance.Precision}")];

    private IEnumerable<CaptionPart> Changes =>
        _provenance.Ablations.Count > _said ? [new($"changed: {string.Join("; ", _provenance.Ablations.Skip(_said))}")] : [];

    private IEnumerable<CaptionPart> Replacements => _provenance.ReplacedSites switch
    {
        [] => [],
        [string only] => [new($"hooks replaced values at {only}")],
        [string first, ..] => [new($"hooks replaced values at {_provenance.ReplacedSites.Count} points, from {first} on")],
    };

    /// <summary>Of numbers of one text.</summary>
    public static ProvenanceCaption OfText(Provenance provenance) =>
        new(provenance, $"the last {Tokens(provenance)} of the text {Were(provenance)} cut off", 0, provenance.PrunedHeads);

    /// <summary>Of numbers of a corpus.</summary>
    public static ProvenanceCaption OfCorpus(Provenance provenance) => new(provenance, CutOffEnds(provenance), 0, provenance.PrunedHeads);

    /// <summary>Of an experiment, whose first change is what it switches off itself: its own caption says that.</summary>
    public static ProvenanceCaption OfExperiment(Provenance provenance) => new(provenance, CutOffEnds(provenance), 1, provenance.PrunedHeads);

    /// <summary>The same for a figure of several kinds of attention, of which some may lack heads that others have: it says whose they are.</summary>
    /// <param name="kinds">The kinds, and where the numbers of each come from.</param>
    public ProvenanceCaption OfKinds(IEnumerable<(AttentionKind? Kind, Provenance Provenance)> kinds)
    {
        (AttentionKind? Kind, Provenance Provenance)[] all = [.. kinds];
        IEnumerable<string> lacking =
            from one in all
            where one.Provenance.PrunedHeads is not null
            let whose = one.Kind == AttentionKind.Encoder ? AttentionKind.Encoder : AttentionKind.Decoder
            select $"{one.Provenance.PrunedHeads} {whose.Meaning}";
        return all.Select(one => one.Provenance.PrunedHeads).Distinct().Count() < 2
            ? this
            : new(_provenance, _cut, _said, string.Join(" and ", lacking.Distinct()));
    }

    private static string CutOffEnds(Provenance provenance) =>
        $"{Tokens(provenance)} at the ends of texts {Were(provenance)} cut off";

    private static string Tokens(Provenance provenance) => $"{provenance.TruncatedTokens} token{(provenance.TruncatedTokens == 1 ? "" : "s")}";

    private static string Were(Provenance provenance) => provenance.TruncatedTokens == 1 ? "was" : "were";
}
