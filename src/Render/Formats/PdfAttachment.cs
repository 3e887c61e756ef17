using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Attaches a file to a finished PDF, and a figure with its alternate description to its structure, by an incremental update
/// (ISO 32000-1, 7.5.6, 7.11.4, 14.7.2 and 14.9.3): new objects and a new catalogue are appended, and nothing before them changes.
/// </summary>
internal static partial class PdfAttachment
{
    /// <summary>The document with the attachment.</summary>
    /// <param name="pdf">A document with a classic cross-reference table.</param>
    /// <param name="name">The attachment's file name in ASCII.</param>
    /// <param name="content">The attachment.</param>
    /// <param name="description">What is read to whoever cannot see the page.</param>
    public static byte[] Append(byte[] pdf, string name, string content, string description)
    {
        string text = Encoding.Latin1.GetString(pdf);
        Match trailer = Trailer().Matches(text)[^1];
        int size = int.Parse(Size().Match(trailer.Value).Groups[1].Value, CultureInfo.InvariantCulture);
        int root = int.Parse(Root().Match(trailer.Value).Groups[1].Value, CultureInfo.InvariantCulture);
        string previous = StartOfTable().Matches(text)[^1].Groups[1].Value;
        Match catalog = Regex.Match(text, $@"(?<=[\r\n]){root} 0 obj\s*<<(.*?)>>\s*endobj", RegexOptions.Singleline);

        using MemoryStream output = new();
        output.Write(pdf);
        byte[] packed = Compress(content);
        List<(int Number, long Offset)> objects = [];
        void Write(string latin) => output.Write(Encoding.Latin1.GetBytes(latin));
        void Begin(int number)
        {
            objects.Add((number, output.Position));
            Write($"{number} 0 obj\n");
        }

        Begin(root);
        Write($"<<{catalog.Groups[1].Value}\n/Names <</EmbeddedFiles <</Names [({name}) {size + 1} 0 R]>>>>\n");
        Write($"/AF [{size + 1} 0 R]\n/Lang (en)\n/StructTreeRoot {size + 2} 0 R>>\nendobj\n");
        Begin(size);
        Write($"<</Type /EmbeddedFile\n/Subtype /application#2Fjson\n/Filter /FlateDecode\n/Length {packed.Length}>>\nstream\n");
        output.Write(packed);
        Write("\nendstream\nendobj\n");
        Begin(size + 1);
        Write($"<</Type /Filespec\n/F ({name})\n/UF ({name})\n/AFRelationship /Source\n/EF <</F {size} 0 R>>>>\nendobj\n");
        Begin(size + 2);
        Write($"<</Type /StructTreeRoot\n/K {size + 3} 0 R>>\nendobj\n");
        Begin(size + 3);
        Write($"<</Type /StructElem\n/S /Figure\n/P {size + 2} 0 R\n/Alt {TextString(description)}>>\nendobj\n");

        long table = output.Position;
        Write("xref\n");
        foreach ((int number, long offset) in objects)
        {
            Write($"{number} 1\n{offset.ToString("D10", CultureInfo.InvariantCulture)} 00000 n \n");
        }

        string entries = trailer.Groups[1].Value.Replace(Size().Match(trailer.Value).Value, $"/Size {size + 4}", StringComparison.Ordinal);
        Write($"trailer\n<<{entries}\n/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n");
        return output.ToArray();
    }

    // UTF-16BE with a byte order mark, in hexadecimal digits (7.9.2.2).
    private static string TextString(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static byte[] Compress(string content)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest))
        {
            zlib.Write(Encoding.UTF8.GetBytes(content));
        }

        return packed.ToArray();
    }

    [GeneratedRegex(@"trailer\s*<<(.*?)>>\s*startxref", RegexOptions.Singleline)]
    private static partial Regex Trailer();

    [GeneratedRegex(@"/Size (\d+)")]
    private static partial Regex Size();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex Root();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartOfTable();
}
