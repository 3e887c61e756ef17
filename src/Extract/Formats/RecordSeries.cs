namespace AttnExtract.Extract.Formats;

/// <summary>One file that the records of many texts are written into, one after the other; none is held.</summary>
public abstract class RecordSeries
{
    /// <summary>Writes the record of the next text.</summary>
    public abstract void Add(AttentionRecord record);

    /// <summary>Writes what comes behind the last.</summary>
    public abstract void Finish();
}
