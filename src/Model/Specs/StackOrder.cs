namespace AttnExtract.Model.Specs;

/// <summary>Which of a model's stacks of layers.</summary>
public enum StackOrder
{
    /// <summary>The only one, be it an encoder or a decoder; of two, the encoder.</summary>
    First,

    /// <summary>The decoder that reads what the encoder makes of another text.</summary>
    Second,
}
