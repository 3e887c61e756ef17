using System.Collections.Immutable;
using System.Text;
using AttnExtract.Extract.Formats;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>What is told of a comparison, as bytes.</summary>
internal static class ComparisonPartial
{
    /// <summary>Writes everything.</summary>
    public static void Write(BinaryWriter writer, ComparisonSummary comparison)
    {
        writer.Write(comparison.Kind?.Name ?? "");
        writer.Write(comparison.Texts.Before);
        writer.Write(comparison.Texts.After);
        writer.Write(RecordMetadata.ToJson(comparison.Provenances.Before));
        writer.Write(RecordMetadata.ToJson(comparison.Provenances.After));
        Write(writer, comparison.Labels, writer.Write);
        Write(writer, comparison.AlignedTokens, pair => Write(writer, pair));
        Write(writer, comparison.KeyLabels, writer.Write);
        Write(writer, comparison.AlignedKeys, pair => Write(writer, pair));
        Write(writer, comparison.Layers, writer.Write);
        Write(writer, comparison.Heads, writer.Write);
        Write(writer, comparison.Distances, writer.Write);
        Write(writer, comparison.LargestOfHeads, change => Write(writer, change));
        Write(writer, comparison.Largest, change => Write(writer, change));
    }

    /// <summary>Reads what was written, and leaves the stream behind it.</summary>
    public static ComparisonSummary Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        string kind = reader.ReadString();
        return new ComparisonSummary
        {
            Kind = kind.Length == 0 ? null : AttentionKind.Get(kind),
            Texts = (reader.ReadString(), reader.ReadString()),
            Provenances = (RecordMetadata.ParseProvenance(reader.ReadString()), RecordMetadata.ParseProvenance(reader.ReadString())),
            Labels = List(reader, reader.ReadString),
            AlignedTokens = List(reader, () => Pair(reader)),
            KeyLabels = List(reader, reader.ReadString),
            AlignedKeys = List(reader, () => Pair(reader)),
            Layers = List(reader, reader.ReadInt32),
            Heads = List(reader, reader.ReadInt32),
            Distances = List(reader, reader.ReadDouble),
            LargestOfHeads = List(reader, () => Change(reader)),
            Largest = List(reader, () => Change(reader)),
        };
    }

    private static void Write<T>(BinaryWriter writer, ImmutableArray<T> things, Action<T> write)
    {
        writer.Write(things.Length);
        foreach (T thing in things)
        {
            write(thing);
        }
    }

    private static void Write(BinaryWriter writer, (int Before, int After) pair)
    {
        writer.Write(pair.Before);
        writer.Write(pair.After);
    }

    private static void Write(BinaryWriter writer, PatternChange change)
    {
        writer.Write(change.Layer);
        writer.Write(change.Head);
        writer.Write(change.Query);
        writer.Write(change.Key);
        Write(writer, change.QueryAt);
        Write(writer, change.KeyAt);
        writer.Write(change.Before);
        writer.Write(change.After);
    }

    private static ImmutableArray<T> List<T>(BinaryReader reader, Func<T> read) => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => read())];

    private static (int Before, int After) Pair(BinaryReader reader) => (reader.ReadInt32(), reader.ReadInt32());

    private static PatternChange Change(BinaryReader reader) => new(
        reader.ReadInt32(), reader.ReadInt32(), reader.ReadString(), reader.ReadString(), Pair(reader), Pair(reader), reader.ReadDouble(), reader.ReadDouble());
}
