using AttnExtract.Model.Families;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Families;

/// <summary>The list of families, and the reference folders that prove them: neither may lack what the other has.</summary>
public sealed class FamilyCatalogTests
{
    private static readonly IReadOnlyList<string> Paths = ReferenceData.Folders("families");

    public static TheoryData<string> Folders { get; } = [.. Paths.Select(folder => Path.GetFileName(folder)!)];

    [Fact]
    public void Every_reference_folder_is_read_by_a_family() =>
        Assert.All(Paths, folder => FamilyCatalog.Of(ModelConfig.Read(folder).ModelType));

    [Fact]
    public void Every_family_is_proved_by_a_reference_folder()
    {
        // Another root may hold a choice of families.
        IEnumerable<string> proved = Directory.GetDirectories(Path.Combine(ReferenceData.OwnRoot, "families"))
            .Select(folder => ModelConfig.Read(folder).ModelType);

        Assert.Empty(FamilyCatalog.All.SelectMany(family => family.ModelTypes).Except(proved));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_family_says_whether_it_reads_forwards(string folder)
    {
        ModelSpec structure = PretrainedFolder.Open(Path.Combine(ReferenceData.Root, "families", folder)).Structure;
        string modelType = ModelConfig.Read(Path.Combine(ReferenceData.Root, "families", folder)).ModelType;

        Assert.Equal(structure.First.IsCausal, FamilyCatalog.ReadsForwards(modelType));
    }

    [Fact]
    public void Every_family_is_in_the_table_of_models()
    {
        string table = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "models.md"));

        Assert.All(
            FamilyCatalog.All.SelectMany(family => family.ModelTypes),
            type => Assert.Contains($"`{type}`", table, StringComparison.Ordinal));
    }

    [Fact]
    public void No_model_type_is_claimed_twice()
    {
        string[] claimed = [.. FamilyCatalog.All.SelectMany(family => family.ModelTypes)];

        Assert.Equal(claimed.Distinct(), claimed);
    }

    [Fact]
    public void Every_family_offers_its_layers_and_its_reader_to_relatives()
    {
        Type[] families =
        [
            .. typeof(Family).Assembly.GetTypes().Where(type => type.GetProperty(nameof(Family))?.PropertyType == typeof(Family)),
        ];

        Assert.Equal(FamilyCatalog.All.Length, families.Length);
        Assert.All(families, type =>
        {
            Family family = (Family)type.GetProperty(nameof(Family))!.GetValue(null)!;
            string layers = Assert.IsType<string>(type.GetField("Layers")?.GetValue(null));
            Assert.Contains(type.GetMethods(), method => method.Name == "Read" && method.ReturnType == typeof(StackSpec));
            foreach (string folder in Paths.Where(folder => family.ModelTypes.Contains(ModelConfig.Read(folder).ModelType)))
            {
                using Encoder encoder = new(PretrainedFolder.Open(folder).Structure);
                IEnumerable<string> named = WeightTable.Parse([""], layers).Expand("", encoder.Structure).Keys;
                Assert.Empty(encoder.named_parameters().Select(weight => weight.name).Except(named));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_stored_tensor_is_loaded_or_left_aside_by_name(string folder)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using ModelFolder loaded = ModelFolder.Load(PretrainedFolder.Open(path), Precision.Float32);

        Assert.Empty(loaded.Report.Unexpected);
        Assert.True(loaded.Report.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_family_has_every_site_in_every_layer(string folder)
    {
        using Encoder encoder = new(PretrainedFolder.Open(Path.Combine(ReferenceData.Root, "families", folder)).Structure);

        IEnumerable<HookName> expected =
            from stack in encoder.Structure.Stacks
            from site in HookSite.All
            where stack == StackOrder.Second || !site.ReadsEncoder
            from layer in site.PerLayer ? Enumerable.Range(0, encoder.Structure[stack].LayerCount).Select(layer => (int?)layer) : [null]
            select HookName.Of(site, layer, stack);
        Assert.Equal(expected.ToHashSet(), encoder.Hooks.Names.ToHashSet());
    }
}
