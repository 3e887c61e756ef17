using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AttnExtract.Render.Viewer;

/// <summary>The HTML of a viewer: its page, its style, what it shows, and its script, which is all that may run in it.</summary>
internal static partial class ViewerDocument
{
    // In the order in which they are read: what a file uses at once stands before it.
    private static readonly ImmutableArray<string> Scripts =
    [
        "bytes", "source", "words", "norms", "colors", "scale", "tokens", "choices", "statistics", "checks", "session", "numbers", "canvas", "svg",
        "bar", "grid", "head", "lines", "text", "elements", "colormaps", "heads", "controls", "command", "handback", "table", "stage", "keys", "main",
    ];

    private static readonly Lazy<string> Markup = new(() => Read("page.html"));
    private static readonly Lazy<string> Style = new(() => Compact(Read("page.css")));
    private static readonly Lazy<string> Script = new(() =>
        $"\"use strict\";\n(() => {{\n{string.Join('\n', Scripts.Select(name => Compact(Read($"{name}.js"))))}\n}})();\n");

    /// <summary>Writes a page.</summary>
    public static void Write(ViewerPage page, Stream output)
    {
        using StreamWriter writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        foreach ((int place, string part) in Places.Split(Markup.Value).Index())
        {
            // What is filled in is not looked at again: a text may hold what stands for another.
            string? name = place % 2 == 0 ? null : part;
            switch (name)
            {
                case "title":
                    writer.Write(WebUtility.HtmlEncode(page.Title));
                    break;
                case "policy":
                    writer.Write(Policy());
                    break;
                case "style":
                    writer.Write(Style.Value);
                    break;
                case "data":
                    WriteData(writer, page);
                    break;
                default:
                    writer.Write(part);
                    break;
            }
        }
    }

    private static void WriteData(StreamWriter writer, ViewerPage page)
    {
        ViewerCatalog catalog = new(page);
        WriteData(writer, "catalog", catalog.Json);
        WriteData(writer, "colormaps", Encoding.ASCII.GetString(ViewerColormaps.Packed));
        foreach ((int number, byte[] block) in catalog.Blocks.Index())
        {
            writer.Write($"<script type=\"text/plain\" id=\"block-{number}\">");
            writer.Flush();
            writer.BaseStream.Write(block);
            writer.Write("</script>\n");
        }

        writer.Write($"<script>{Script.Value}</script>");
    }

    // Nothing is fetched, framed, sent or run but this page's own script and style.
    private static string Policy() => "default-src 'none'; "
        + $"script-src 'sha256-{Hash(Script.Value)}'; style-src 'sha256-{Hash(Style.Value)}'; img-src data: blob:; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void WriteData(StreamWriter writer, string id, string data) =>
        writer.Write($"<script type=\"text/plain\" id=\"{id}\">{data}</script>\n");

    // Comments are for those who read the source, and come once for all who get a page. A cast begins a line with a comment, too.
    private static string Compact(string source)
    {
        StringBuilder kept = new();
        bool isComment = false;
        foreach (string line in source.Split('\n').Select(line => line.Trim()))
        {
            isComment |= line.StartsWith("/*", StringComparison.Ordinal);
            int end = isComment ? line.IndexOf("*/", StringComparison.Ordinal) : -1;
            string rest = end >= 0 ? line[(end + 2)..].TrimStart() : isComment ? "" : line;
            isComment &= end < 0;
            if (rest.Length > 0 && !rest.StartsWith("//", StringComparison.Ordinal))
            {
                kept.Append(rest).Append('\n');
            }
        }

        return kept.ToString();
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"AttnExtract.Render.Viewer.Page.{name}")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    // Text and names by turns.
    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Places { get; }
}
