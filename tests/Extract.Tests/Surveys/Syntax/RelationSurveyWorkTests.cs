using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Surveys.Syntax;

/// <summary>A treebank in chunks: the survey of all has the same bytes whoever computed which, and counts what a plain loop over the maps does.</summary>
public sealed class RelationSurveyWorkTests(BundledModel bundled) : IDisposable
{
    private static readonly string[] Relations = ["nsubj", "nsubj:pass", "det", "obj"];

    // Words of one token and of several, sentences long and short in turn; a tree in which each word's head is some word before or after it.
    private static readonly ParsedSentence[] Treebank = [.. Enumerable.Range(0, 11).Select(Sentence)];

    private static readonly RelationOptions Options = new() { ChunkSize = 3 };

    private readonly TemporaryFolder _folder = new();
    private readonly int _before = ProgramThreads.Count;

    private PretrainedModel Model => bundled.Model;

    public void Dispose()
    {
        ProgramThreads.Count = _before;
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Interrupted_shards_merge_to_the_bytes_of_the_survey_in_one_piece(int shards, int threads)
    {
        byte[] plain = BytesOf(Model.SurveyRelations(Treebank, Options));
        RunFolder folder = Begin();
        ProgramThreads.Count = threads;
        foreach (Shard shard in Enumerable.Range(1, shards).Reverse().Select(number => new Shard(number, shards)))
        {
            // Stopped in its first chunk, started again and stopped in the next, and again to the end.
            foreach (int kept in (int[])[0, 1, int.MaxValue])
            {
                int left = folder.Missing.Count(shard.Has);
                using StoppingWork work = new(new RelationSurveyWork(Model, Options), kept);
                void Fill() => folder.Fill(shard, Treebank, work);
                if (left > kept)
                {
                    Assert.Throws<OperationCanceledException>(Fill);
                }
                else
                {
                    Fill();
                }

                Assert.Equal(left - Math.Min(left, kept), folder.Missing.Count(shard.Has));
            }
        }

        Assert.Empty(folder.Missing);
        RelationSurveyMerge merge = new(Options);
        folder.Merge(merge);
        Assert.Equal(plain, BytesOf(merge.ToSurvey()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1024)]
    public void Counts_are_those_of_a_plain_loop_over_the_maps(int chunkSize)
    {
        RelationSurvey survey = Model.SurveyRelations(Treebank, Options with { ChunkSize = chunkSize });

        Assert.Equal(
            Treebank.SelectMany(sentence => sentence.Dependencies).GroupBy(dependency => dependency.Relation)
                .Select(group => (group.Key, group.Count())).OrderByDescending(one => one.Item2).ThenBy(one => one.Key, StringComparer.Ordinal)
                .SelectMany(one => (string[])[$"{one.Key} {one.Item2}", $"{one.Key} {one.Item2}"]),
            survey.Relations.Select(one => $"{one.Relation} {one.Count}"));
        int[,,,] hits = HitsOfPlainLoop(Treebank); // [relation, direction, layer, head]
        foreach (RelationAccuracy one in survey.Relations)
        {
            for (int layer = 0; layer < 6; layer++)
            {
                for (int head = 0; head < 12; head++)
                {
                    int wanted = hits[Array.IndexOf(Relations, one.Relation), (int)one.Direction, layer, head];
                    Assert.Equal((float)wanted / one.Count, one.Values[layer].Values.Span[head]);
                }
            }
        }
    }

    [Fact]
    public void Intervals_are_those_of_one_stream_of_draws_over_all_chunks()
    {
        const int Resamples = 40;
        const int Nsubj = 0;

        // Chunks of one sentence are in the order of the treebank.
        RelationSurvey survey = Model.SurveyRelations(Treebank, new() { ChunkSize = 1, Bootstrap = new() { Seed = 4, Resamples = Resamples } });

        Random random = new(4);
        int[] counts = new int[Resamples];
        int[,] found = new int[Resamples, 12]; // by heads of the last layer, from the dependent
        foreach (ParsedSentence sentence in Treebank)
        {
            int[,,,] hits = HitsOfPlainLoop(sentence);
            for (int resample = 0; resample < Resamples; resample++)
            {
                int draws = PoissonDraw.Next(random);
                counts[resample] += draws * sentence.Dependencies.Count(one => one.Relation == Relations[Nsubj]);
                for (int head = 0; head < 12; head++)
                {
                    found[resample, head] += draws * hits[Nsubj, 0, 5, head];
                }
            }
        }

        RelationAccuracy nsubj = survey.Relations.First(one => one.Relation == Relations[Nsubj] && one.Direction == RelationDirection.DependentToHead);
        for (int head = 0; head < 12; head++)
        {
            double[] shares = [.. Enumerable.Range(0, Resamples).Where(one => counts[one] > 0).Select(one => (double)found[one, head] / counts[one]).Order()];
            Assert.Equal((float)Quantiles.Of(shares, 0.025), nsubj.Lower[5].Values.Span[head], 1e-6f);
            Assert.Equal((float)Quantiles.Of(shares, 0.975), nsubj.Upper[5].Values.Span[head], 1e-6f);
        }
    }

    [Fact]
    public void Draws_belong_to_the_merge_so_that_a_chunk_is_the_same_whatever_they_are()
    {
        using RelationSurveyWork one = new(Model, Options);
        using RelationSurveyWork other = new(Model, Options with { Bootstrap = new() { Seed = 7, Resamples = 5, Level = 0.5 } });
        Assert.Equal(Partial(one, new(0, Treebank)), Partial(other, new(5, Treebank)));

        static byte[] Partial(RelationSurveyWork work, Chunk<ParsedSentence> chunk)
        {
            using MemoryStream partial = new();
            work.Run(chunk, partial);
            return partial.ToArray();
        }
    }

    [Fact]
    public void A_treebank_in_which_nothing_can_be_found_is_refused_at_its_end()
    {
        RelationOptions asked = new() { Relations = ["=nsubj", "iobj"] };
        int read = 0;
        IEnumerable<ParsedSentence> Counted() => Treebank.Select(sentence =>
        {
            read++;
            return sentence;
        });

        Assert.Equal(
            "No relation 'iobj' in the treebank. Did you mean 'obj'? It has det, nsubj, nsubj:pass, obj.",
            Assert.Throws<AttnExtractException>(() => asked.RequireIn(Counted()).Count()).Message);
        Assert.Equal(Treebank.Length, read);
        Assert.Equal(Treebank, (asked with { Relations = ["=nsubj"] }).RequireIn(Treebank));
        Assert.Equal(
            "The treebank is empty; give a sentence or more in CoNLL-U.",
            Assert.Throws<AttnExtractException>(() => asked.RequireIn([]).Count()).Message);
    }

    private static ParsedSentence Sentence(int number)
    {
        string[] all = ["the", "unbelievableness", "cat", "chased", "houses"];
        string[] forms = [.. Enumerable.Range(0, 2 + (number * 5 % 7)).Select(word => all[(number + (word * 3)) % all.Length])];
        List<ParsedWord> words = [];
        foreach (string form in forms)
        {
            int start = words.Count == 0 ? 0 : words[^1].End + 1;
            words.Add(new ParsedWord(form, start, start + form.Length));
        }

        int root = number % forms.Length;
        return new(
            string.Join(' ', forms),
            [.. words],
            [
                .. from word in Enumerable.Range(0, forms.Length)
                   where word != root
                   select new Dependency(word, word + (word < root ? 1 : -1), Relations[(number + word) % (2 + (number % 3))]),
            ]);
    }

    // Words by blanks, weights as a caller of the library finds them, the largest by looking at all.
    private int[,,,] HitsOfPlainLoop(params ParsedSentence[] sentences)
    {
        int[,,,] hits = new int[Relations.Length, 2, 6, 12];
        foreach (ParsedSentence sentence in sentences)
        {
            AttentionRecord record = Model.Capture(sentence.Text);
            int[] wordOf = [.. record.Tokens.Select(token => token.IsSpecial ? -1 : sentence.Text[..token.Start].Count(letter => letter == ' '))];
            for (int layer = 0; layer < 6; layer++)
            {
                for (int head = 0; head < 12; head++)
                {
                    DenseArray map = record.Pattern(layer, head); // [query, key]
                    foreach (Dependency one in sentence.Dependencies)
                    {
                        int relation = Array.IndexOf(Relations, one.Relation);
                        hits[relation, 0, layer, head] += Looked(map, wordOf, one.Dependent, sentence.Words.Length) == one.Head ? 1 : 0;
                        hits[relation, 1, layer, head] += Looked(map, wordOf, one.Head, sentence.Words.Length) == one.Dependent ? 1 : 0;
                    }
                }
            }
        }

        return hits;
    }

    private static int Looked(DenseArray map, int[] wordOf, int from, int words)
    {
        int most = -1;
        double largest = double.NegativeInfinity;
        for (int to = 0; to < words; to++)
        {
            double sum = 0;
            for (int query = 0; query < wordOf.Length; query++)
            {
                for (int key = 0; key < wordOf.Length; key++)
                {
                    sum += wordOf[query] == from && wordOf[key] == to ? map[query].Values.Span[key] : 0;
                }
            }

            if (to != from && sum > largest)
            {
                (most, largest) = (to, sum);
            }
        }

        return most;
    }

    private RunFolder Begin() => RunFolder.Begin(_folder["run/"], new RunPlan
    {
        Study = "heads",
        Words = ["trees.conllu", "--relations", "all"],
        Options = ["--relations", "all"],
        Model = new("tiny", "w", "s", "2.10.0"),
        Corpus = new("trees.conllu", "c", Treebank.Length),
        ChunkSize = Options.ChunkSize,
    });

    private static byte[] BytesOf(RelationSurvey survey)
    {
        using MemoryStream bytes = new();
        new ParquetTableFormat().Write(survey.ToTable(), bytes);
        return bytes.ToArray();
    }

    // Works as another does, and is stopped in the chunk after so many.
    private sealed class StoppingWork(RelationSurveyWork work, int kept) : IChunkWork<ParsedSentence>
    {
        private int _done;

        public void Run(Chunk<ParsedSentence> chunk, Stream partial)
        {
            work.Run(chunk, partial);
            if (_done++ == kept)
            {
                throw new OperationCanceledException();
            }
        }

        public void Dispose() => work.Dispose();
    }
}
