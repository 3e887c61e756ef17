using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Surveys.Heads;

public sealed class HeadSurveyTests(BundledModel bundled)
{
    private static readonly string[] Sentences =
        ["The cat sat on the mat.", "She sold the old house, and he bought a new car.", "What is the capital of France?", "A dog.", "A dog."];

    private PretrainedModel Model => bundled.Model;

    [Fact]
    public void Texts_are_let_go_while_a_corpus_is_read()
    {
        const int Count = 2100;
        WeakReference? first = null;
        bool isGone = false;

        using TemporaryFolder folder = new();
        using PretrainedModel small = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        HeadSurvey survey = small.Survey(Corpus());

        Assert.Equal(Count, survey.TextCount);
        Assert.True(isGone);

        IEnumerable<TextPair> Corpus()
        {
            for (int i = 0; i < Count; i++)
            {
                if (i == Count - 1)
                {
                    GC.Collect();
                    isGone = !first!.IsAlive;
                }

                TextPair text = new($"{i}.");
                first ??= new WeakReference(text);
                yield return text;
            }
        }
    }

    [Fact]
    public void Tokens_that_are_cut_off_are_counted()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 512));

        Assert.Equal(2, Model.Survey([new TextPair(text)], new HeadSurveyOptions { Truncate = true }).Provenance.TruncatedTokens);
        Assert.Equal(0, Model.Survey([new TextPair("A cat.")]).Provenance.TruncatedTokens);
    }

    [Fact]
    public void A_text_says_the_same_alone_and_among_others()
    {
        HeadSurvey all = Survey(Sentences);
        HeadSurvey[] each = [.. Sentences.Select(sentence => Survey([sentence]))];

        Assert.Equal(Sentences.Length, all.TextCount);
        Assert.Equal(each.Sum(survey => survey.TokenCount), all.TokenCount);
        foreach (HeadStatisticResult result in all.Statistics.Where(result => result.Statistic.Name != "same_token"))
        {
            int index = HeadStatisticCatalog.All.IndexOf(result.Statistic);
            float mean = each.Average(survey => survey.Statistics[index].Values.Values.Span[17]);
            Assert.Equal(mean, result.Values.Values.Span[17], 1e-5f);
        }

        Assert.Equal(each.Average(survey => survey.Divergences.Values.Span[72 + 30]), all.Divergences.Values.Span[72 + 30], 1e-5f);
    }

    [Fact]
    public void Intervals_lie_around_means_and_kinds_hold()
    {
        HeadSurvey survey = Survey(Sentences);

        Assert.All(survey.Statistics, result =>
        {
            for (int head = 0; head < 72; head++)
            {
                Assert.InRange(result.Values.Values.Span[head], result.Lower.Values.Span[head] - 1e-6f, result.Upper.Values.Span[head] + 1e-6f);
            }
        });
        Assert.NotEmpty(survey.Findings);
        Assert.All(survey.Findings, finding =>
        {
            Assert.True(finding.Type.Holds(finding.Value));
            double sum = finding.Type.Statistics.Sum(
                name => survey.Statistics.Single(result => result.Statistic.Name == name).Values[finding.Layer].Values.Span[finding.Head]);
            Assert.InRange(finding.Value, finding.Type.Statistics.Length > 1 ? 0 : sum - 1e-5, sum + 1e-5);
        });
        Assert.Equal(Enumerable.Range(0, 72), survey.Order.Order());
        Assert.Equal([72, 2], survey.Positions.Shape);
        Assert.InRange(survey.Stress, 0.01, 0.4);
    }

    [Theory]
    [InlineData("diagonal", null, 1, 0f, 1f, 0f, 1f, 0f, 0f, 0f, 1f, 0f)] // 1 of previous, ½ of next
    [InlineData("diagonal", null, 1, 0f, 1f, 0f, 0f, 1f, 0f, 0f, 0f, 1f)]
    [InlineData("diagonal", null, 2.0 / 3, 0f, 1f, 0f, 1f, 0f, 0f, 1f, 0f, 0f)]
    [InlineData("vertical", 0, 1, 1f, 0f, 0f, 1f, 0f, 0f, 1f, 0f, 0f)] // the first token is the separator
    [InlineData("vertical", 2, 1, 1f, 0f, 0f, 0f, 0f, 1f, 0.5f, 0f, 0.5f)]
    [InlineData("vertical", null, 2.0 / 3, 1f, 0f, 0f, 1f, 0f, 0f, 0f, 1f, 0f)]
    public void What_kinds_read_together_is_a_share_of_all_rows(string kind, int? separator, double share, params float[] map)
    {
        Encoding encoding = Model.Tokenizer.Encode("cat");
        TokenLayout layout = new(encoding, separator is { } place ? encoding.Tokens[place].Id : null);
        MapSums sums = new();
        sums.Clear(3);
        for (int query = 0; query < 3; query++)
        {
            sums.Add(query, map.AsSpan(3 * query, 3), layout);
        }

        Assert.Equal(share, HeadTypeCatalog.All.Single(type => type.Name == kind).Together!(sums, layout), 1e-6);
    }

    [Fact]
    public void Shares_of_short_texts_are_shares()
    {
        HeadSurvey survey = Survey(["Yes", "No", "Cats"]);

        Assert.Contains(survey.Findings, finding => finding.Type.Together is not null);
        Assert.All(survey.Findings, finding => Assert.InRange(finding.Value, 0, 1 + 1e-6));
        Assert.All(survey.Findings, finding => Assert.InRange(finding.Upper, 0, 1 + 1e-6));
    }

    [Fact]
    public void The_same_corpus_gives_the_same_numbers()
    {
        HeadSurvey once = Survey(Sentences);
        HeadSurvey again = Survey(Sentences);

        Assert.Equal(once.Divergences.Values.ToArray(), again.Divergences.Values.ToArray());
        Assert.Equal(once.Positions.Values.ToArray(), again.Positions.Values.ToArray());
        Assert.Equal(once.Statistics.SelectMany(result => result.Upper.Values.ToArray()), again.Statistics.SelectMany(result => result.Upper.Values.ToArray()));
    }

    [Fact]
    public void Texts_are_not_kept()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel small = PretrainedModel.Load(SmallModel.MakeBert(folder.Path));
        List<WeakReference> seen = [];
        int alive = 0;

        small.Survey(Many());

        Assert.Equal(3000, seen.Count);
        // Of two windows: the one being read, and the one before it.
        Assert.InRange(alive, 0, 2 * 1024);

        IEnumerable<TextPair> Many()
        {
            for (int i = 0; i < 3000; i++)
            {
                string text = string.Concat("Yes", ".");
                seen.Add(new WeakReference(text));
                yield return new TextPair(text);
            }

            GC.Collect();
            alive = seen.Count(text => text.IsAlive);
        }
    }

    [Fact]
    public void No_tensor_stays_alive()
    {
        long before = LiveTensors.Count;

        Survey(Sentences);

        Assert.Equal(before, LiveTensors.Count);
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }

    [Fact]
    public void A_corpus_without_text_is_refused() =>
        Assert.Equal(
            "The corpus is empty; give a sentence or more, one a line.",
            Assert.Throws<AttnExtractException>(() => Survey([])).Message);

    [Fact]
    public void Kinds_name_statistics_that_exist()
    {
        string[] names = [.. HeadStatisticCatalog.All.Select(statistic => statistic.Name)];

        Assert.All(HeadTypeCatalog.All.SelectMany(type => type.Statistics), name => Assert.Contains(name, names));
        Assert.Equal(names, names.Distinct());
        Assert.Equal("self + previous + next ≥ 0.5", HeadTypeCatalog.All.Single(type => type.Name == "diagonal").ToString());
    }

    private HeadSurvey Survey(IEnumerable<string> sentences) => Model.Survey(sentences.Select(sentence => new TextPair(sentence)));
}
