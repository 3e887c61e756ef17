namespace AttnExtract.Extract.Tables;

/// <summary>One way to write a table down.</summary>
public abstract class TableFormat
{
    private protected TableFormat()
    {
    }

    /// <summary>The extension that chooses it, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stream">Where to; it can seek.</param>
    public abstract void Write(Table table, Stream stream);
}
