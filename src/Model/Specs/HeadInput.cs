namespace AttnExtract.Model.Specs;

/// <summary>Which of the final hidden states a head reads.</summary>
public enum HeadInput
{
    /// <summary>Each token's, on its own.</summary>
    EveryToken,

    /// <summary>The first token's.</summary>
    FirstToken,

    /// <summary>The last real token's.</summary>
    LastToken,

    /// <summary>The mean over the real tokens.</summary>
    MeanOfTokens,

    /// <summary>Each token's, and the mean of the scores over the real tokens is what counts.</summary>
    EveryTokenThenMean,
}
