namespace AttnExtract.Render.Scales.Ticks;

/// <summary>How the ticks of an axis are written.</summary>
internal interface ITickLabels
{
    /// <summary>What stands once beside the axis; usually empty.</summary>
    string Shared { get; }

    /// <summary>The label of a tick; empty where it carries none.</summary>
    string this[double tick] { get; }
}
