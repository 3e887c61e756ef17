using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tables;

/// <summary>Results as rows and named columns, for spreadsheets and data frames.</summary>
public sealed class Table
{
    /// <summary>Puts columns together.</summary>
    /// <exception cref="ArgumentException">There is none, or they differ in length.</exception>
    public Table(params IEnumerable<TableColumn> columns)
    {
        Columns = [.. columns];
        if (Columns.IsEmpty || Columns.Any(column => column.Count != Columns[0].Count))
        {
            throw new ArgumentException("One column or more was expected, all of one length.", nameof(columns));
        }
    }

    /// <summary>The columns.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>How many rows.</summary>
    public int RowCount => Columns[0].Count;

    /// <summary>Writes the table to a file, whole or not at all.</summary>
    /// <param name="path">The file; its extension chooses one of <see cref="TableFormats.All"/>.</param>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file cannot be written.</exception>
    public void Save(string path)
    {
        TableFormat format = TableFormats.For(path);
        AtomicFile.Write(path, stream => format.Write(this, stream));
    }
}
