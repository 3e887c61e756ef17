using System.IO.Compression;
using System.Xml.Linq;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>What a package says of itself.</summary>
internal static class Nuspec
{
    public static XElement Of(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public static string Text(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
}
