namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>What a BPE model does with the characters of a piece.</summary>
internal sealed record BpeOptions
{
    /// <summary>Stands for a character that the vocabulary lacks; without it such a character is dropped.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown characters are one token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Whether an unknown character is spelled in bytes (<c>&lt;0xE2&gt;</c>) where the vocabulary has all of them.</summary>
    public bool FallsBackToBytes { get; init; }

    /// <summary>Whether a piece that is in the vocabulary is that token, whatever the merges would make of it.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>What a character that does not begin its piece is spelled with in front.</summary>
    public string ContinuationPrefix { get; init; } = "";

    /// <summary>What the last character of a piece is spelled with at the end: <c>&lt;/w&gt;</c>.</summary>
    public string EndSuffix { get; init; } = "";
}
