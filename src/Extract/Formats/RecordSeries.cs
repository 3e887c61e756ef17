namespace AttnExtract.Extract.Formats;

/// <summary>One file, with others beside it or not, that the records of many texts are written into, one after the other; none is held.</summary>
public abstract class RecordSeries : IDisposable
{
    /// <summary>Writes the record of the next text.</summary>
    public abstract void Add(AttentionRecord record);

    /// <summary>Writes what comes behind the last.</summary>
    public abstract void Finish();

    /// <summary>Lets go of what was needed to write.</summary>
    public virtual void Dispose()
    {
    }
}
