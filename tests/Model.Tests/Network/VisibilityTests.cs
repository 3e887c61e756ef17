using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

public sealed class VisibilityTests
{
    private static readonly int[] Lengths = [7, 2, 4];

    public static TheoryData<int, int, int?, bool, bool> Choices { get; } =
    [
        .. from counts in new (int, int)[] { (7, 7), (3, 7), (7, 3), (1, 7) }
           from window in new int?[] { null, 0, 1, 3 }
           from isCausal in new[] { false, true }
           from isPadded in new[] { false, true }
           where !isPadded || counts.Item2 == 7
           select (counts.Item1, counts.Item2, window, isCausal, isPadded),
    ];

    [Theory]
    [MemberData(nameof(Choices))]
    public void Hidden_keys_weigh_nothing_and_the_others_share_what_there_is(int queries, int keys, int? window, bool isCausal, bool isPadded)
    {
        using IDisposable scope = NewDisposeScope();
        Visibility visibility = new(queries, keys) { Keys = isPadded ? Padding.ForLengths(Lengths) : Padding.None, Window = window, IsCausal = isCausal };
        Tensor scores = randn(3, 2, queries, keys, generator: new Generator(5)).Times(3); // [batch, head, query, key]
        Tensor weights = visibility.Weigh(visibility.Hide(scores)); // [batch, head, query, key]

        Assert.Null(visibility.FirstOnHidden(weights));
        for (int text = 0; text < 3; text++)
        {
            for (int query = 0; query < queries; query++)
            {
                // Written out: the last query stands at the last key.
                int place = query + keys - queries;
                int[] seen = [.. Enumerable.Range(0, isPadded ? Lengths[text] : keys)
                    .Where(key => (!isCausal || key <= place) && (window is null || Math.Abs(key - place) <= window))];
                float[] row = weights[text, 1, query].data<float>().ToArray();
                double[] exponents = [.. scores[text, 1, query].data<float>().ToArray().Select(score => Math.Exp(score))];
                double sum = seen.Sum(key => exponents[key]);

                Assert.Equal(seen, Enumerable.Range(0, keys).Where(key => visibility.Sees(text, query, key)));
                Assert.Equal(seen.Length, visibility.CountSeen(text, query));
                (int first, int end) = visibility.Seen(text, query);
                Assert.Equal(seen, Enumerable.Range(first, Math.Max(0, end - first)));
                for (int key = 0; key < keys; key++)
                {
                    if (seen.Contains(key))
                    {
                        Assert.Equal(exponents[key] / sum, row[key], 1e-6);
                    }
                    else
                    {
                        Assert.Equal(0, row[key]);
                    }
                }
            }
        }
    }

    [Fact]
    public void The_least_weight_on_a_hidden_key_is_found()
    {
        using IDisposable scope = NewDisposeScope();
        Visibility visibility = new(4, 4) { Keys = Padding.ForLengths([4, 3]), Queries = Padding.ForLengths([4, 3]), IsCausal = true };
        Tensor weights = visibility.Weigh(visibility.Hide(zeros(2, 3, 4, 4))); // [batch, head, query, key]
        Assert.Null(visibility.FirstOnHidden(weights));

        weights[1, 2, 3, 3] = float.NaN; // a padded query's
        Assert.Null(visibility.FirstOnHidden(weights));
        weights[1, 2, 1, 2] = 1e-30f;
        Assert.Equal((1, 2, 1, 2), visibility.FirstOnHidden(weights));
        Assert.Equal((0, 2, 1, 2), visibility.OfText(1).FirstOnHidden(weights.narrow(0, 1, 1)));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void A_query_that_sees_nothing_weighs_nothing_and_gets_nothing_on_both_paths(ScalarType type)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures["windows"], type);
        using IDisposable scope = NewDisposeScope();
        Tensor? z = null; // [batch, head, query, head size]
        Tensor? pattern = null; // [batch, head, query, key]
        using IDisposable watching = encoder.Hooks[HookName.Z(2)].Attach(value => Keep(ref z, value));

        encoder.call(TinyEncoder.Input(9, 2));
        AssertNothing(z![1]);

        using IDisposable explicitly = encoder.Hooks[HookName.Pattern(2)].Attach(value => Keep(ref pattern, value));
        encoder.call(TinyEncoder.Input(9, 2));
        AssertNothing(z[1]);
        AssertNothing(pattern![1]);

        // The window of layer 2 reaches one token: of two real tokens the queries from the fourth on see none.
        static void AssertNothing(Tensor ofText)
        {
            Assert.True(ofText.narrow(1, 0, 3).abs().sum([-1]).min().to(ScalarType.Float64).item<double>() > 0);
            Assert.Equal(0, ofText.narrow(1, 3, 6).abs().max().to(ScalarType.Float64).item<double>());
        }
    }

    [Fact]
    public void Hooks_on_scores_neither_show_what_is_hidden_nor_leave_a_token_nothing()
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures["causal windows"]);
        using IDisposable scope = NewDisposeScope();
        Tensor? pattern = null; // [batch, head, query, key]
        using IDisposable watching = encoder.Hooks[HookName.Pattern(0)].Attach(value => Keep(ref pattern, value));
        ModelInput input = TinyEncoder.Input(6, 4);
        Visibility visibility = encoder.Spec.VisibilityIn(0, 6, input.Padding);

        foreach (double score in new[] { 0, 1e9, float.MinValue })
        {
            using IDisposable showing = encoder.Hooks[HookName.Scores(0)].Attach(scores => scores.FullLike(score));
            encoder.call(input);
            Assert.Null(visibility.FirstOnHidden(pattern!));
        }

        using IDisposable cutting = encoder.Hooks[HookName.Scores(0)].Attach(
            scores => scores.IndexFill(3, tensor(new long[] { 1, 2, 3 }), float.NegativeInfinity));
        Assert.Equal(
            "Token 3 is left nothing to attend to in layer 0, head 0: hooks gave every key that it sees a score of −∞. "
            + "Leave one, or set weights to 0 at 'attention.pattern'.",
            Assert.Throws<AttnExtractException>(() => encoder.call(input)).Message);
    }

    public static TheoryData<string> Structures { get; } = [.. TinyEncoder.Structures.Keys];

    [Theory]
    [MemberData(nameof(Structures))]
    public void Whatever_hooks_leave_at_padding_stays_there(string structure)
    {
        using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure], ScalarType.Float64);
        foreach (double garbage in new[] { 1e6, double.NaN })
        {
            foreach (HookSite site in HookSite.All.Where(site => !site.ReadsEncoder))
            {
                using IDisposable scope = NewDisposeScope();
                foreach (bool isWatched in new[] { false, true })
                {
                    using IDisposable? watching = isWatched ? encoder.Hooks.Attach("attention.pattern", (_, _) => null) : null;
                    Tensor plain = encoder.call(TinyEncoder.Input(9, 4))[1].narrow(0, 0, 4); // [token, hidden]
                    using IDisposable hooks = encoder.Hooks.Attach(site.PerLayer ? site.Path : site.ToString(), (_, value) => Soil(value, site, garbage));
                    Tensor soiled = encoder.call(TinyEncoder.Input(9, 4))[1].narrow(0, 0, 4); // [token, hidden]

                    Assert.True((soiled - plain).abs().max().item<double>() < 1e-7, $"{garbage} at {site} reached a real token.");
                }
            }
        }
    }

    // The five padded tokens of the second text, as queries and, before the softmax, as keys.
    private static Tensor Soil(Tensor value, HookSite site, double garbage)
    {
        Tensor soiled = value.clone();
        soiled[1].narrow(site.HasHeadAxis ? 1 : 0, 4, 5).FillInPlace(garbage);
        if (site == HookSite.Scores)
        {
            soiled[1].narrow(2, 4, 5).FillInPlace(garbage);
        }

        return soiled;
    }

    private static Tensor? Keep(ref Tensor? kept, Tensor value)
    {
        kept = value;
        return null;
    }

    [Fact]
    public void Global_tokens_see_and_are_seen_whatever_the_window_and_padding_is_not()
    {
        using IDisposable scope = NewDisposeScope();
        Padding padding = Padding.ForLengths([6, 4]);
        GlobalTokens globals = GlobalTokens.Of([[true, false, false, false, false, false], [false, false, true, false, false, false]]);
        Visibility visibility = new(6, 6) { Queries = padding, Keys = padding, Window = 1, Globals = globals };

        Tensor weights = nn.functional.softmax(visibility.Hide(zeros(2, 1, 6, 6)), -1); // [text, 1, query, key]

        for (int text = 0; text < 2; text++)
        {
            for (int query = 0; query < 6; query++)
            {
                for (int key = 0; key < 6; key++)
                {
                    bool isGlobal = globals.IsGlobal(text, query) || globals.IsGlobal(text, key);
                    bool sees = (Math.Abs(query - key) <= 1 || isGlobal) && padding.IsReal(text, key);
                    Assert.Equal(sees, visibility.Sees(text, query, key));
                    Assert.Equal(sees, visibility.OfText(text).Sees(0, query, key));
                    Assert.Equal(sees, weights[text, 0, query, key].item<float>() > 0 && visibility.CountSeen(text, query) > 0);
                }
            }
        }
    }
}
