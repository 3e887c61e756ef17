using System.Xml.Linq;

namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>The floors: what each project may see, and where each native library may be named.</summary>
public sealed class FloorTests
{
    // Each floor and what it references: all stand on Ground; only Cli, which composes, and Serve, which answers for it, see more than the floor below.
    private static readonly (string Floor, string[] Sees)[] Floors =
    [
        ("Ground", []),
        ("Model", ["Ground"]),
        ("Extract", ["Ground", "Model"]),
        ("Render", ["Ground", "Extract"]),
        ("Cli", ["Ground", "Model", "Extract", "Render"]),
        ("Serve", ["Ground", "Model", "Extract", "Render", "Cli"]),
    ];

    // What the ground floor may not know of: models, tensors, colours.
    private static readonly string[] UnknownToGround = ["TorchSharp", "Tensor", "SkiaSharp", "HookName", "Encoder", "Figure", "Colormap", "Rgba"];

    // The only places that may name SkiaSharp: they turn a layout into pixels, and text into glyphs. Layout is pure geometry.
    private static readonly string[] MayNameSkia = ["src/Render/Painting/Painter", "src/Render/Fonts/", "src/Render/Formats/"];

    [Fact]
    public void Projects_under_src_are_the_floors()
    {
        Rule.Holds(
            RepositoryFiles.Under("src", ".csproj").Except(Floors.Select(floor => Project(floor.Floor))),
            "src/ holds six floors; a new room is a folder in one of them. If the house really needs another floor, say so in "
            + "docs/architecture.md and list it here.");
    }

    [Fact]
    public void Floors_reference_only_what_lies_directly_below()
    {
        Rule.Holds(
            from floor in Floors
            from reference in Read(floor.Floor).Descendants("ProjectReference")
            let name = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)
            where !floor.Sees.Contains(name)
            select $"{Project(floor.Floor)}: references {name}",
            "Ground < Model < Extract < Render < Cli < Serve. Pass plain values (AttentionRecord, Figure) up instead of reaching down past a floor.");
    }

    [Fact]
    public void Ground_needs_no_package_and_knows_no_model_tensor_or_colour()
    {
        Rule.Holds(
            Read("Ground").Descendants("PackageReference").Select(package => $"{Project("Ground")}: {package}"),
            "Ground needs no package: what needs one belongs to the floor that uses it.");
        Rule.Holds(
            // What .NET calls the encoder of JSON escapes letters.
            SourceFile.In("src/Ground").Where(file => file.Path != "src/Ground/ReadableJson.cs")
                .SelectMany(file => file.Naming(name => UnknownToGround.Contains(name))),
            "Ground holds what every floor needs: failures, files, names, numbers of things. Put the rest on the floor that it is about.");
    }

    [Fact]
    public void Torch_stays_below_whoever_references_a_floor()
    {
        Rule.Holds(
            from floor in Floors
            from package in Read(floor.Floor).Descendants("PackageReference")
            let name = (string)package.Attribute("Include")!
            where name == "TorchSharp" || name.StartsWith("libtorch", StringComparison.Ordinal)
            where floor.Floor is not ("Model" or "Extract") || (string?)package.Attribute("PrivateAssets") != "compile"
            select $"{Project(floor.Floor)}: {package}",
            "Only Model and Extract reference TorchSharp, with PrivateAssets=\"compile\", so that nobody above can name a tensor.");
        Rule.Holds(
            RepositoryFiles.Read("src/Directory.Build.props")
                .Contains("<DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences>", StringComparison.Ordinal)
                ? []
                : ["src/Directory.Build.props"],
            "Keep DisableTransitiveProjectReferences: without it every floor sees all floors below.");
    }

    [Fact]
    public void Whatever_is_above_Extract_names_no_tensor()
    {
        Rule.Holds(
            SourceFile.In("src/Render", "src/Cli", "src/Serve").SelectMany(file => file.Naming(name => name is "TorchSharp" or "torch" or "Tensor")),
            "Tensors end in Extract. Have Capture or a measure return plain numbers (DenseArray) and use those.");
    }

    [Fact]
    public void Only_the_painter_fonts_and_formats_name_Skia()
    {
        Rule.Holds(
            from file in SourceFile.In("src")
            where !MayNameSkia.Any(place => file.Path.StartsWith(place, StringComparison.Ordinal))
            from place in file.Naming(IsSkia)
            select place,
            $"Only {string.Join(", ", MayNameSkia)} may name SkiaSharp. Compute plain rectangles, sizes and colours; let Painter draw.");
        Rule.Holds(
            from floor in Floors
            where floor.Floor != "Render"
            from package in Read(floor.Floor).Descendants("PackageReference")
            where ((string)package.Attribute("Include")!).StartsWith("SkiaSharp", StringComparison.Ordinal)
            select $"{Project(floor.Floor)}: {package}",
            "Only Render references SkiaSharp.");
    }

    [Fact]
    public void Families_are_named_only_by_themselves()
    {
        HashSet<string> families = [.. FamilyNames.All];
        Assert.NotEmpty(families);

        Rule.Holds(
            from file in SourceFile.In("src")
            where !file.Path.StartsWith("src/Model/Families/", StringComparison.Ordinal)
            from literal in file.Literals
            where families.Contains(literal.ValueText.TrimEnd('.'))
            select file.At(literal.GetLocation(), $"\"{literal.ValueText}\""),
            "Never branch on a family's name. Make the difference a field of StackSpec (or of Family) that the family sets in "
            + "src/Model/Families.");
    }

    private static bool IsSkia(string name) =>
        name.StartsWith("SkiaSharp", StringComparison.Ordinal)
        || name.StartsWith("HarfBuzz", StringComparison.Ordinal)
        || (name.Length > 2 && name.StartsWith("SK", StringComparison.Ordinal) && char.IsUpper(name[2]) && name.Any(char.IsLower));

    private static string Project(string floor) => $"src/{floor}/{floor}.csproj";

    private static XDocument Read(string floor) => XDocument.Parse(RepositoryFiles.Read(Project(floor)));
}
