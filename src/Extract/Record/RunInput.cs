namespace AttnExtract.Extract;

/// <summary>What a run read, beside what the program reads where it is given the same text, and the same target where there is one.</summary>
public enum RunInput
{
    /// <summary>The same.</summary>
    Text,

    /// <summary>The same by the encoder alone, of a model whose decoder would read too.</summary>
    TextOfEncoder,

    /// <summary>Tokens that were given, or that a model wrote, and into which the text is not cut again.</summary>
    Tokens,
}
