namespace AttnExtract.Model.Specs;

/// <summary>What the scores of a head are.</summary>
public enum ScoreMeaning
{
    /// <summary>One of all is true: softmax makes probabilities of them.</summary>
    OneOfAll,

    /// <summary>Each may be true or not: the logistic function makes a probability of each.</summary>
    EachOnItsOwn,

    /// <summary>They are quantities, not scores of probabilities.</summary>
    Quantities,
}
