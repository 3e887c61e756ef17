namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>From which end of a dependency a head looks.</summary>
public enum RelationDirection
{
    /// <summary>The dependent attends to its head.</summary>
    DependentToHead,

    /// <summary>The head attends to its dependent.</summary>
    HeadToDependent,
}
