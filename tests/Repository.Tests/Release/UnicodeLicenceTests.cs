using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Repository.Tests.HouseRules;
using AttnExtract.Repository.Tests.Packages;

namespace AttnExtract.Repository.Tests.Release;

/// <summary>The licence of the character data in NOTICE is Unicode's own text.</summary>
public sealed partial class UnicodeLicenceTests
{
    // Its header says where it is from.
    private const string Kept = "tests/Repository.Tests/Release/unicode-license-v3.txt";

    private static string Official => Plain(RepositoryFiles.Read(Kept).Split("\n\n", 2)[1]);

    [Fact]
    public void The_notice_has_the_official_text()
    {
        string shown = RepositoryFiles.Read("NOTICE").Split("\nE. Unicode License v3\n")[1].Split("\n====")[0].Split('\n', 2)[1];

        Assert.Equal(Official, Plain(shown));
    }

    [Fact]
    public void The_kept_copy_is_the_one_in_the_package_that_it_was_taken_from()
    {
        string version = (string)XDocument.Parse(RepositoryFiles.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => (string)package.Attribute("Include")! == "Microsoft.Playwright").Attribute("Version")!;
        string file = Path.Combine(PackageCache.Folder, "microsoft.playwright", version, ".playwright", "node", "LICENSE");

        // ICU's part of Node.js's licences, indented there.
        string[] lines = File.ReadAllLines(file);
        int first = Array.FindIndex(lines, line => line.Trim() == "UNICODE LICENSE V3");
        int last = Array.FindIndex(lines, first, line => line.Contains("SPDX-License-Identifier: Unicode-3.0", StringComparison.Ordinal));

        Assert.Equal(Official, Plain(string.Join('\n', lines[first..last].Select(line => line.Trim()))));
    }

    // The years are those of each work.
    private static string Plain(string text) => Years.Replace(text.Trim(), "Copyright © YEARS Unicode, Inc.");

    [GeneratedRegex(@"Copyright © \d{4}-\d{4} Unicode, Inc\.")]
    private static partial Regex Years { get; }
}
