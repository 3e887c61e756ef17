using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Extract;
using AttnExtract.Render;

namespace AttnExtract.Serve.Page;

/// <summary>
/// The page of a live model: a form, the heads to switch off, and in a frame without rights the page that <c>attn view</c> writes. A frame inherits what
/// its page forbids, so the script and the style of the page in it are allowed by their hashes too.
/// </summary>
internal static partial class LivePage
{
    private static readonly string Style = Read("page.css");

    // In the order in which they are read.
    private static readonly string Script = string.Join('\n', ((string[])["words", "form", "live"]).Select(name => Read($"{name}.js")));

    /// <summary>The page, which is the same for every model.</summary>
    /// <param name="record">Any record, of which a page is made to look up what the frame needs.</param>
    public static byte[] Of(AttentionRecord record)
    {
        using MemoryStream framed = new();
        record.ToViewer().Write(framed);
        string[] inFrame = [.. Hashes.Matches(Encoding.UTF8.GetString(framed.ToArray())).Select(match => match.Value)];
        string policy = "default-src 'none'; connect-src 'self'; frame-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
            + $"script-src {Sources(Script, inFrame)}; style-src {Sources(Style, inFrame)}";
        return Encoding.UTF8.GetBytes(Read("page.html")
            .Replace("{{policy}}", policy, StringComparison.Ordinal)
            .Replace("{{style}}", Style, StringComparison.Ordinal)
            .Replace("{{script}}", Script, StringComparison.Ordinal));
    }

    private static string Sources(string own, string[] others) =>
        string.Join(' ', others.Prepend($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(own)))}'"));

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"AttnExtract.Serve.Page.{name}")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("'sha256-[A-Za-z0-9+/=]+'")]
    private static partial Regex Hashes { get; }
}
