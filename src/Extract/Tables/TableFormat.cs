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
    public void Write(Table table, Stream stream) => Write([table], stream);

    /// <summary>Writes a table of which a part at a time is in memory.</summary>
    /// <param name="parts">Its rows, so many at a time, under the same columns; gone through as often as it takes. At least one.</param>
    /// <param name="stream">Where to; it can seek.</param>
    public abstract void Write(IEnumerable<Table> parts, Stream stream);
}
