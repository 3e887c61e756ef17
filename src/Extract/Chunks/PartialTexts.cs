namespace AttnExtract.Extract.Chunks;

/// <summary>Texts in partial results.</summary>
internal static class PartialTexts
{
    /// <summary>Writes texts.</summary>
    public static void Write(this BinaryWriter writer, IReadOnlyList<TextPair> texts)
    {
        writer.Write(texts.Count);
        foreach (TextPair text in texts)
        {
            writer.Write(text.Text);
            WriteOptional(writer, text.Pair);
            WriteOptional(writer, text.Target);
            WriteOptional(writer, text.TargetLanguage);
        }
    }

    /// <summary>Reads texts that were written.</summary>
    public static TextPair[] ReadTexts(this BinaryReader reader)
    {
        TextPair[] texts = new TextPair[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = new TextPair(reader.ReadString(), ReadOptional(reader)) { Target = ReadOptional(reader), TargetLanguage = ReadOptional(reader) };
        }

        return texts;
    }

    private static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    private static string? ReadOptional(BinaryReader reader)
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? text : null;
    }
}
