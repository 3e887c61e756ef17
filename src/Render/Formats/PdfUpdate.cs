using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Formats;

/// <summary>
/// Attaches a file to a finished PDF and tags its pages, by an incremental update (ISO 32000-1, 7.5.6, 7.11.4, 14.3.2, 14.7 and 14.8): all that is
/// drawn on a page is the content of one figure with an alternate description. New objects, pages and a new catalogue are appended, and nothing
/// before them changes.
/// </summary>
internal sealed partial class PdfUpdate
{
    private readonly MemoryStream _output = new();
    private readonly List<(int Number, long Offset)> _objects = [];
    private readonly string _text;
    private readonly Match _trailer;
    private readonly string _root;
    private int _next;

    private PdfUpdate(byte[] pdf)
    {
        _output.Write(pdf);
        _text = Encoding.Latin1.GetString(pdf);
        _trailer = Trailer().Matches(_text)[^1];
        _root = Root().Match(_trailer.Value).Groups[1].Value;
        _next = int.Parse(Size().Match(_trailer.Value).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The document with attachment and tags.</summary>
    /// <param name="pdf">A document with a classic cross-reference table.</param>
    /// <param name="name">The attachment's file name in ASCII.</param>
    /// <param name="content">The attachment.</param>
    /// <param name="title">The document's title.</param>
    /// <param name="descriptions">What is read to whoever cannot see a page, one a page.</param>
    public static byte[] Append(byte[] pdf, string name, string content, string title, IReadOnlyList<string> descriptions)
    {
        PdfUpdate update = new(pdf);
        string catalog = update.Entries(update._root);
        string attachment = update.Attach(name, content);
        string structure = update.Tag([.. update.Pages(Reference().Match(catalog).Groups[1].Value)], descriptions);
        string metadata = update.Describe(title);
        update.Put(
            int.Parse(update._root, CultureInfo.InvariantCulture),
            $"<<{catalog}\n/Names <</EmbeddedFiles <</Names [({name}) {attachment}]>>>>\n/AF [{attachment}]\n/Lang (en)\n"
            + $"/MarkInfo <</Marked true>>\n/Metadata {metadata}\n/StructTreeRoot {structure}>>");
        return update.Finish();
    }

    private string Attach(string name, string content)
    {
        string file = PutStream("/Type /EmbeddedFile\n/Subtype /application#2Fjson\n/Filter /FlateDecode", Compress(content));
        return Put($"<</Type /Filespec\n/F ({name})\n/UF ({name})\n/AFRelationship /Source\n/EF <</F {file}>>>>");
    }

    // The root names the document, the document its figures, a figure its page; from a page the parent tree leads back to its figure.
    private string Tag(string[] pages, IReadOnlyList<string> descriptions)
    {
        string begin = PutStream("", "/Figure <</MCID 0>> BDC\n"u8.ToArray());
        string end = PutStream("", "\nEMC\n"u8.ToArray());
        int root = _next++;
        int document = _next++;
        List<string> figures = [];
        foreach ((int i, string page) in pages.Index())
        {
            string entries = Entries(page);
            string figure = Put(
                $"<</Type /StructElem\n/S /Figure\n/P {document} 0 R\n/Pg {page} 0 R\n/K 0\n/Alt {TextString(descriptions[i])}\n"
                + $"/A <</O /Layout\n/Placement /Block\n/BBox {Box().Match(entries).Groups[1].Value}>>>>");
            figures.Add(figure);
            string marked = Contents().Replace(entries, $"/Contents [{begin} $1 {end}]");
            Put(int.Parse(page, CultureInfo.InvariantCulture), $"<<{marked}\n/StructParents {i.ToString(CultureInfo.InvariantCulture)}>>");
        }

        Put(document, $"<</Type /StructElem\n/S /Document\n/P {root} 0 R\n/K [{string.Join(' ', figures)}]>>");
        IEnumerable<string> parents = figures.Select((figure, i) => $"{i.ToString(CultureInfo.InvariantCulture)} [{figure}]");
        return Put(
            root,
            $"<</Type /StructTreeRoot\n/K {document} 0 R\n/ParentTree <</Nums [{string.Join(' ', parents)}]>>\n"
            + $"/ParentTreeNextKey {figures.Count.ToString(CultureInfo.InvariantCulture)}>>");
    }

    // XMP (ISO 16684-1), which readers of structure take the title from.
    private string Describe(string title)
    {
        string printable = string.Concat(title.Where(character => !char.IsControl(character) && !char.IsSurrogate(character)));
        string packet = $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="AttnExtract">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SecurityElement.Escape(printable)}</rdf:li></rdf:Alt></dc:title>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """.ReplaceLineEndings("\n");
        return PutStream("/Type /Metadata\n/Subtype /XML", Encoding.UTF8.GetBytes(packet));
    }

    // The numbers of the pages under a node, in their order.
    private IEnumerable<string> Pages(string node)
    {
        string entries = Entries(node);
        return Kids().Match(entries) is { Success: true } kids
            ? Number().Matches(kids.Groups[1].Value).SelectMany(kid => Pages(kid.Groups[1].Value))
            : [node];
    }

    private string Entries(string number) =>
        Regex.Match(_text, $@"(?<=[\r\n]){number} 0 obj\s*<<(.*?)>>\s*endobj", RegexOptions.Singleline).Groups[1].Value;

    private string Put(string body)
    {
        int number = _next++;
        return Put(number, body);
    }

    private string Put(int number, string body)
    {
        _objects.Add((number, _output.Position));
        Write($"{number} 0 obj\n{body}\nendobj\n");
        return $"{number} 0 R";
    }

    private string PutStream(string entries, byte[] content)
    {
        int number = _next++;
        _objects.Add((number, _output.Position));
        Write($"{number} 0 obj\n<<{entries}\n/Length {content.Length}>>\nstream\n");
        _output.Write(content);
        Write("\nendstream\nendobj\n");
        return $"{number} 0 R";
    }

    private byte[] Finish()
    {
        long table = _output.Position;
        Write("xref\n");
        foreach ((int number, long offset) in _objects)
        {
            Write($"{number} 1\n{offset.ToString("D10", CultureInfo.InvariantCulture)} 00000 n \n");
        }

        string entries = _trailer.Groups[1].Value.Replace(Size().Match(_trailer.Value).Value, $"/Size {_next}", StringComparison.Ordinal);
        string previous = StartOfTable().Matches(_text)[^1].Groups[1].Value;
        Write($"trailer\n<<{entries}\n/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n");
        return _output.ToArray();
    }

    private void Write(string latin) => _output.Write(Encoding.Latin1.GetBytes(latin));

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

    [GeneratedRegex(@"/Pages (\d+) 0 R")]
    private static partial Regex Reference();

    [GeneratedRegex(@"/Kids \[(.*?)\]", RegexOptions.Singleline)]
    private static partial Regex Kids();

    [GeneratedRegex(@"(\d+) 0 R")]
    private static partial Regex Number();

    [GeneratedRegex(@"/Contents (\d+ 0 R)")]
    private static partial Regex Contents();

    [GeneratedRegex(@"/MediaBox (\[.*?\])", RegexOptions.Singleline)]
    private static partial Regex Box();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartOfTable();
}
