namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>What directions are called in tables and JSON.</summary>
public static class RelationDirections
{
    /// <summary>The name of a direction.</summary>
    public static string NameOf(RelationDirection direction) =>
        direction == RelationDirection.DependentToHead ? "dependent_to_head" : "head_to_dependent";
}

/// <summary>From which end of a dependency a head looks.</summary>
public enum RelationDirection
{
    /// <summary>The dependent attends to its head.</summary>
    DependentToHead,

    /// <summary>The head attends to its dependent.</summary>
    HeadToDependent,
}
