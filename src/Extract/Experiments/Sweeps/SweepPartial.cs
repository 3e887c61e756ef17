using System.Collections.Immutable;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Statistics;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>What switching everything off in turn did to each of some texts, and what is told of a sweep besides.</summary>
internal sealed record SweepPartial
{
    /// <summary>What does not depend on the texts: the sweep, without effects.</summary>
    public required Sweep Frame { get; init; }

    /// <summary>What was switched off, place by place; empty where there is nothing.</summary>
    public required ImmutableArray<string> Places { get; init; }

    /// <summary>[text][variant]</summary>
    public required ImmutableArray<MetricReading[]> Readings { get; init; }

    /// <summary>The number that each plain run comes to.</summary>
    public required ImmutableArray<double> Plain { get; init; }

    /// <summary>All texts of several.</summary>
    /// <exception cref="AttnExtractException">Some have a target, and others none.</exception>
    public static SweepPartial Of(IEnumerable<SweepPartial> partials)
    {
        SweepPartial[] all = [.. partials];
        Sweep first = all[0].Frame;
        if (all.FirstOrDefault(other => other.Frame.Kind != first.Kind || other.Frame.Metric != first.Metric) is { } other)
        {
            string alone = (first.Texts[0].Target is null ? first : other.Frame).Texts[0].Text;
            throw new AttnExtractException(
                $"“{Encodings.Shown(alone)}” has no target, and other texts have; write each text with its target, a tab between.");
        }

        return all[0] with
        {
            Frame = first with
            {
                Texts = [.. all.SelectMany(one => one.Frame.Texts)],
                Provenance = all.Select(one => one.Frame.Provenance).Aggregate((before, later) => before.With(later)),
            },
            Readings = [.. all.SelectMany(one => one.Readings)],
            Plain = [.. all.SelectMany(one => one.Plain)],
        };
    }

    /// <summary>The sweep: means over texts, with intervals and marks.</summary>
    public Sweep ToSweep()
    {
        EffectTable table = new(Readings, Frame.IsDistance, Frame.Bootstrap);
        ImmutableArray<SweepEffect>.Builder effects = ImmutableArray.CreateBuilder<SweepEffect>(Places.Length);
        int next = 0;
        foreach ((int place, string variant) in Places.Index())
        {
            (int layer, int column) = (place / Frame.Columns, place % Frame.Columns);
            if (variant.Length == 0)
            {
                effects.Add(SweepEffect.OfNothing(layer, column, table.ByLayer(0).Length));
            }
            else
            {
                effects.Add(new SweepEffect(
                    variant, layer, column, table.Means[next], table.AdjustedPValues[next], table.Marks[next], table.ByLayer(next)));
                next++;
            }
        }

        return Frame with { Plain = Plain.Average(), Effects = effects.MoveToImmutable() };
    }

    /// <summary>Writes everything.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (string text in (string[])[Frame.Unit, Frame.Kind?.Name ?? "", Frame.With, Frame.Metric, Frame.Meaning])
        {
            writer.Write(text);
        }

        writer.Write(Frame.IsDistance);
        writer.Write(Frame.Rows);
        writer.Write(Frame.Columns);
        writer.Write(Frame.Bootstrap.Resamples);
        writer.Write(Frame.Bootstrap.Level);
        writer.Write(Frame.Bootstrap.Seed);
        writer.Write(RecordMetadata.ToJson(Frame.Provenance));
        writer.Write(Frame.Texts);
        writer.Write(Places.Length);
        foreach (string place in Places)
        {
            writer.Write(place);
        }

        writer.Write([.. Plain]);
        int layers = Readings[0][0].ByLayer.Count;
        writer.Write(Readings[0].Length);
        writer.Write(layers);
        foreach (MetricReading reading in Readings.SelectMany(text => text))
        {
            writer.Write([reading.Effect, .. reading.ByLayer]);
        }
    }

    /// <summary>Reads what was written.</summary>
    public static SweepPartial Read(BinaryReader reader)
    {
        (string unit, string kind) = (reader.ReadString(), reader.ReadString());
        Sweep frame = new()
        {
            Unit = unit,
            Kind = kind.Length == 0 ? null : AttentionKind.Get(kind),
            With = reader.ReadString(),
            Metric = reader.ReadString(),
            Meaning = reader.ReadString(),
            IsDistance = reader.ReadBoolean(),
            Rows = reader.ReadInt32(),
            Columns = reader.ReadInt32(),
            Bootstrap = new BootstrapOptions { Resamples = reader.ReadInt32(), Level = reader.ReadDouble(), Seed = reader.ReadInt32() },
            Provenance = RecordMetadata.ParseProvenance(reader.ReadString()),
            Texts = [.. reader.ReadTexts()],
            Plain = double.NaN,
            Effects = [],
        };
        string[] places = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];
        double[] plain = new double[frame.Texts.Length];
        reader.Read(plain);
        (int variants, int layers) = (reader.ReadInt32(), reader.ReadInt32());
        return new SweepPartial
        {
            Frame = frame,
            Places = [.. places],
            Plain = [.. plain],
            Readings = [.. plain.Select(_ => Enumerable.Range(0, variants).Select(_ => ReadingOf(reader, layers)).ToArray())],
        };
    }

    private static MetricReading ReadingOf(BinaryReader reader, int layers)
    {
        double[] numbers = new double[1 + layers];
        reader.Read(numbers);
        return new MetricReading(numbers[0], numbers[1..]);
    }
}
