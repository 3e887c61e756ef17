using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Ablations;

/// <summary>Every kind of ablation on decoders, with and without a window, against plain loops in double precision.</summary>
public sealed class DecoderAblationTests
{
    private const string Text = "The quick brown fox sees the lazy dog.";
    private const string Other = "The quick brown dog sees the lazy fox.";
    private static readonly string[] Reference = ["A dog sat there.", "Foxes and dogs are quick, are they not?"];

    // Records hold single precision.
    private const double Tolerance = 2e-6;

    public static TheoryData<string> Folders { get; } =
    [
        .. ReferenceData.FoldersWhere("families", folder => PlainDecoder.Fits(PretrainedFolder.Open(folder).Spec)).Select(folder => Path.GetFileName(folder)!),
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_run_is_what_its_definition_says(string folder) => Check(folder, null, model => new PlainDecoder(model));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_at_zero(string folder) => Check(folder, "1.2,0.0=zero", model => new PlainDecoder(model)
    {
        Replaced = (layer, head, _) => (layer, head) is (1, 2) or (0, 0) ? new double[model.Spec.HeadSize] : null,
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_made_uniform_over_what_they_see(string folder) => Check(folder, "1.*=uniform", model => new PlainDecoder(model)
    {
        IsUniform = (layer, _) => layer == 1,
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_at_their_mean_over_other_texts(string folder) => Check(folder, "1.3=mean", model =>
    {
        PlainDecoder plain = new(model);
        double[][] all = [.. Reference.SelectMany(text => plain.Run(Ids(model, text)).Z[1])];
        int first = 3 * model.Spec.HeadSize;
        double[] mean = [.. Enumerable.Range(first, model.Spec.HeadSize).Select(i => all.Average(token => token[i]))];
        return new PlainDecoder(model) { Replaced = (layer, head, _) => (layer, head) == (1, 3) ? mean : null };
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Heads_of_another_text(string folder) => Check(folder, "2.2=resample", model =>
    {
        double[][] other = new PlainDecoder(model).Run(Ids(model, Other)).Z[2];
        int first = 2 * model.Spec.HeadSize;
        return new PlainDecoder(model)
        {
            Replaced = (layer, head, token) => (layer, head) == (2, 2) ? other[token][first..(first + model.Spec.HeadSize)] : null,
        };
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Edges_cut_before_the_softmax(string folder) => Check(folder, "*.1:5-7>2-4=cut", model => new PlainDecoder(model)
    {
        IsCut = (_, head, query, key) => head == 1 && query is >= 5 and <= 7 && key is >= 2 and <= 4,
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Edges_at_zero_after_the_softmax(string folder) => Check(folder, "0.*:*>0=zero", model => new PlainDecoder(model)
    {
        Factor = (layer, _, _, key) => layer == 0 && key == 0 ? 0 : 1,
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void Values_at_zero(string folder) => Check(folder, "1.0-1:v1,3=zero", model => new PlainDecoder(model)
    {
        HasNoValue = (layer, head, token) => layer == 1 && head <= 1 && token is 1 or 3,
    });

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_feed_forward_block_at_zero(string folder) =>
        Check(folder, "mlp 1=zero", model => new PlainDecoder(model) { HasNoMlp = layer => layer == 1 });

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_layer_left_out(string folder) =>
        Check(folder, "layer 1=skip", model => new PlainDecoder(model) { IsSkipped = layer => layer == 1 });

    [Fact]
    public void There_are_decoders_with_and_without_a_window() => Assert.Equal(
        [false, true],
        Directory.GetDirectories(Path.Combine(ReferenceData.OwnRoot, "families")).Select(folder => PretrainedFolder.Open(folder).Spec)
            .Where(PlainDecoder.Fits).Select(spec => spec.WindowOf(0) is not null).Distinct().Order());

    internal static int[] Ids(PretrainedModel model, string text) => [.. model.Tokenizer.Encode(text).Tokens.Select(token => token.Id)];

    private static void Check(string folder, string? ablation, Func<PretrainedModel, PlainDecoder> plain)
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", folder), Precision.Float64);
        AblationSources sources = ablation?.EndsWith("=resample", StringComparison.Ordinal) == true
            ? new AblationSources { Source = Other }
            : new AblationSources { Reference = Reference };
        CaptureOptions options = new()
        {
            Sites = ["attention.pattern", "attention.z", "residual.mid", "residual.post", "final.out"],
            Ablations = ablation is null ? [] : [Ablate.Parse(ablation, sources)],
        };

        AttentionRecord record = model.Capture(Text, options);
        PlainRun expected = plain(model).Run(Ids(model, Text));

        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            Compare(HookName.Pattern(layer), expected.Patterns[layer].SelectMany(head => head.SelectMany(row => row)));
            Compare(HookName.Z(layer), Enumerable.Range(0, model.Spec.HeadCount).SelectMany(head => expected.Z[layer].SelectMany(token =>
                token[(head * model.Spec.HeadSize)..((head + 1) * model.Spec.HeadSize)])));
            Compare(HookName.ResidualPost(layer), expected.States[layer + 1].SelectMany(token => token));
        }

        Compare(HookName.FinalOut, expected.Final.SelectMany(token => token));

        void Compare(HookName site, IEnumerable<double> wanted)
        {
            float[] found = record[site].Values.ToArray();
            double[] numbers = [.. wanted];
            Assert.Equal(numbers.Length, found.Length);
            Assert.All(numbers.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
        }
    }
}
