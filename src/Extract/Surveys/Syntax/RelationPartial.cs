using AttnExtract.Extract.Formats;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>
/// What is kept of a chunk: which heads point along each dependency, two bits a head. The sums of a thousand resamples of every relation would take many times
/// as much, and resamples can be drawn when all chunks are there.
/// </summary>
/// <param name="Provenance">Where the numbers come from.</param>
/// <param name="Relations">Every relation that occurs, also those that are not asked for.</param>
/// <param name="Sentences">The sentences in the order in which they were read, from the stream as they are needed.</param>
internal sealed record RelationPartial(Provenance Provenance, IReadOnlyList<string> Relations, IEnumerable<SentenceHits> Sentences)
{
    /// <summary>Writes what was found.</summary>
    public static void Write(BinaryWriter writer, Provenance provenance, IEnumerable<string> relations, IReadOnlyList<SentenceHits> sentences)
    {
        string[] names = [.. relations.Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> places = names.Index().ToDictionary(one => one.Item, one => one.Index);
        writer.Write(RecordMetadata.ToJson(provenance));
        writer.Write(names.Length);
        foreach (string name in names)
        {
            writer.Write(name);
        }

        writer.Write(sentences.Count);
        foreach (SentenceHits sentence in sentences)
        {
            writer.Write7BitEncodedInt(sentence.WordCount);
            writer.Write7BitEncodedInt(sentence.Dependencies.Count);
            foreach (DependencyHits dependency in sentence.Dependencies)
            {
                writer.Write7BitEncodedInt(places[dependency.Relation]);
                writer.Write(dependency.Distance);
                writer.Write(dependency.Bits);
            }
        }
    }

    /// <summary>Reads what was written.</summary>
    public static RelationPartial Read(BinaryReader reader)
    {
        Provenance provenance = RecordMetadata.ParseProvenance(reader.ReadString());
        string[] names = new string[reader.ReadInt32()];
        for (int name = 0; name < names.Length; name++)
        {
            names[name] = reader.ReadString();
        }

        return new(provenance, names, ReadSentences(reader, names, provenance.LayerCount * provenance.HeadCount));
    }

    private static IEnumerable<SentenceHits> ReadSentences(BinaryReader reader, string[] names, int heads)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int words = reader.Read7BitEncodedInt();
            DependencyHits[] dependencies = new DependencyHits[reader.Read7BitEncodedInt()];
            for (int i = 0; i < dependencies.Length; i++)
            {
                string name = names[reader.Read7BitEncodedInt()];
                int distance = reader.ReadInt32();
                byte[] bits = new byte[DependencyHits.SizeOf(heads)];
                reader.BaseStream.ReadExactly(bits);
                dependencies[i] = new(name, distance, bits);
            }

            yield return new(words, dependencies);
        }
    }
}
