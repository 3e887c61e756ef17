using AttnExtract.Extract.Targets;

namespace AttnExtract.Extract.Measures;

/// <summary>What a measure is made from; each also needs what stands before it.</summary>
public enum MeasureNeeds
{
    /// <summary>The attention maps of every layer and head: a record is enough.</summary>
    Maps,

    /// <summary>What else passes in the run, and the model's weights.</summary>
    Weights,

    /// <summary>More runs of the model, with something changed.</summary>
    Runs,

    /// <summary>Runs of the model, and a number that they end in: a <see cref="MeasureTarget"/>.</summary>
    Target,
}
