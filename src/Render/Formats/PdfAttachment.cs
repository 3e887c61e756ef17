using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Attaches a file to a finished PDF by an incremental update (ISO 32000-1, 7.5.6 and 7.11.4): new objects and a new
/// catalogue are appended, and nothing before them changes.
/// </summary>
internal static partial class PdfAttachment
{
    /// <summary>The document with the attachment.</summary>
    /// <param name="pdf">A document with a classic cross-reference table.</param>
    /// <param name="name">The attachment's file name in ASCII.</param>
    /// <param name="content">The attachment.</param>
    public static byte[] Append(byte[] pdf, string name, string content)
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
        Write($"/AF [{size + 1} 0 R]>>\nendobj\n");
        Begin(size);
        Write($"<</Type /EmbeddedFile\n/Subtype /application#2Fjson\n/Filter /FlateDecode\n/Length {packed.Length}>>\nstream\n");
        output.Write(packed);
        Write("\nendstream\nendobj\n");
        Begin(size + 1);
        Write($"<</Type /Filespec\n/F ({name})\n/UF ({name})\n/AFRelationship /Source\n/EF <</F {size} 0 R>>>>\nendobj\n");

        long table = output.Position;
        Write("xref\n");
        foreach ((int number, long offset) in objects)
        {
            Write($"{number} 1\n{offset.ToString("D10", CultureInfo.InvariantCulture)} 00000 n \n");
        }

        string entries = trailer.Groups[1].Value.Replace(Size().Match(trailer.Value).Value, $"/Size {size + 2}", StringComparison.Ordinal);
        Write($"trailer\n<<{entries}\n/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n");
        return output.ToArray();
    }

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
