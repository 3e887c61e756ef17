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
            writer.WriteOptional(text.Pair);
            writer.WriteOptional(text.Target);
            writer.WriteOptional(text.TargetLanguage);
        }
    }

    /// <summary>Reads texts that were written.</summary>
    public static TextPair[] ReadTexts(this BinaryReader reader)
    {
        TextPair[] texts = new TextPair[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = new TextPair(reader.ReadString(), reader.ReadOptional()) { Target = reader.ReadOptional(), TargetLanguage = reader.ReadOptional() };
        }

        return texts;
    }

    /// <summary>Writes a text, or none.</summary>
    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    /// <summary>Reads a text, or none.</summary>
    public static string? ReadOptional(this BinaryReader reader)
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? text : null;
    }
}
