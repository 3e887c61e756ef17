using System.Collections.Immutable;

namespace AttnExtract.Extract.Tables;

/// <summary>A column of texts, whole numbers or numbers.</summary>
public sealed class TableColumn
{
    private TableColumn(string name, TableColumnKind kind, ImmutableArray<string> texts, ImmutableArray<double> numbers)
    {
        Name = name;
        Kind = kind;
        Texts = texts;
        Numbers = numbers;
    }

    /// <summary>What its head says.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public TableColumnKind Kind { get; }

    /// <summary>The texts of a column of texts; else empty.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>The numbers of any other column, not finite where there is none.</summary>
    public ImmutableArray<double> Numbers { get; }

    /// <summary>How many rows it has.</summary>
    public int Count => Kind == TableColumnKind.Text ? Texts.Length : Numbers.Length;

    /// <summary>A column of texts.</summary>
    public static TableColumn Of(string name, IEnumerable<string> texts) => new(name, TableColumnKind.Text, [.. texts], []);

    /// <summary>A column of whole numbers.</summary>
    public static TableColumn Of(string name, IEnumerable<int> numbers) =>
        new(name, TableColumnKind.Whole, [], [.. numbers.Select(number => (double)number)]);

    /// <summary>A column of whole numbers, some of which may be missing.</summary>
    public static TableColumn Of(string name, IEnumerable<int?> numbers) =>
        new(name, TableColumnKind.Whole, [], [.. numbers.Select(number => number ?? double.NaN)]);

    /// <summary>A column of numbers; what is not finite stands for no number.</summary>
    public static TableColumn Of(string name, IEnumerable<double> numbers) => new(name, TableColumnKind.Number, [], [.. numbers]);
}

/// <summary>What a column holds.</summary>
public enum TableColumnKind
{
    /// <summary>Texts.</summary>
    Text,

    /// <summary>Whole numbers, or none.</summary>
    Whole,

    /// <summary>Numbers in double precision, or none.</summary>
    Number,
}
