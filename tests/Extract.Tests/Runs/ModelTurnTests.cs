using System.Diagnostics;
using System.Globalization;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class ModelTurnTests(BundledModel bundled)
{
    private const string TimesVariable = "ATTN_DISPOSALS";
    private const string Sentence = "The cat sat on the mat.";
    private const string Inside =
        "A hook asked for a run of the model that is running it, and a run cannot begin inside another: keep what the hook sees "
        + "and run the model when this run is over, or load the model a second time.";

    private PretrainedModel Model => bundled.Model;

    public static TheoryData<string> Verbs { get; } = [.. RunsOf.Keys];

    private static Dictionary<string, Action<PretrainedModel>> RunsOf => new()
    {
        ["capture"] = model => model.Capture(Sentence),
        ["capture on another thread"] = model => Task.Run(() => model.Capture(Sentence)).GetAwaiter().GetResult(),
        ["embed"] = model => model.EmbedSentence(Sentence),
        ["verify"] = model => model.Verify(new TextPair(Sentence)),
        ["ablations"] = model => model.Attach(Ablate.Head(0, 0).ToZero()),
    };

    [Theory]
    [MemberData(nameof(Verbs))]
    public void What_runs_the_model_is_refused_inside_a_hook_and_the_capture_around_goes_on(string verb)
    {
        AttentionRecord plain = Model.Capture(Sentence);
        AttentionRecord around;
        Exception? refused = null;
        using (Model.Hooks[HookName.Z(2)].Attach(_ => { refused = Xunit.Record.Exception(() => RunsOf[verb](Model)); return null; }))
        {
            around = Model.Capture(Sentence);
        }

        Assert.Equal(Inside, Assert.IsType<AttnExtractException>(refused).Message);
        Assert.All(plain.Sites.Zip(around.Sites), pair => Assert.Equal(pair.First.Value.Values, pair.Second.Value.Values));
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }

    [Fact]
    public void Ablations_that_a_hook_takes_off_stay_whole_until_the_run_is_over()
    {
        // The mean is a tensor that the rest of the run still reads.
        Ablation mean = Ablate.Head(3, 5).To(Replacement.Mean(["A dog ran.", "It rained all day."]));
        AttentionRecord ablated = Model.Capture(Sentence, mean);
        AttentionRecord taken;
        IDisposable? attached = null; // also null while its reference text runs
        using (Model.Hooks[HookName.Z(3)].Attach(_ => { attached?.Dispose(); return null; }))
        {
            attached = Model.Attach(mean);
            taken = Model.Capture(Sentence);
        }

        Assert.Equal(ablated.Pattern(4).Values, taken.Pattern(4).Values);
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }

    [Fact]
    public void Eight_threads_that_capture_with_hooks_of_their_own_get_what_each_would_get_alone()
    {
        string[] sentences = [.. Enumerable.Range(0, 8).Select(thread => $"{Sentence} Twice {thread}.")];
        AttentionRecord[] alone = [.. sentences.Select(sentence => Model.Capture(sentence, Ablate.Head(1, 2).ToZero()))];
        AttentionRecord[] together = new AttentionRecord[sentences.Length];

        Parallel.For(0, sentences.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            using IDisposable watching = Model.Hooks.Attach("attention.z", (_, _) => null);
            together[thread] = Model.Capture(sentences[thread], Ablate.Head(1, 2).ToZero());
        });

        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First.Pattern(5).Values, pair.Second.Pattern(5).Values));
        Assert.DoesNotContain(Model.Hooks.Names, name => Model.Hooks[name].HasListeners);
    }

    [Fact]
    public void A_model_that_was_disposed_says_so_to_whoever_uses_it()
    {
        PretrainedModel model = PretrainedModel.Load(ReferenceData.BundledModel);
        IDisposable attached = model.Attach(Ablate.Head(3, 5).To(Replacement.Mean(["A dog ran."])));
        model.Dispose();
        model.Dispose();

        Assert.All(RunsOf.Values, run => Assert.Throws<ObjectDisposedException>(() => run(model)));
        attached.Dispose();
    }

    [Fact]
    public void A_head_that_was_disposed_says_so()
    {
        using TemporaryFolder folder = new();
        PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(folder["model"]));
        TaskHead head = model.Heads[HeadKind.MaskedLanguageModel];
        model.Dispose();

        using Tensor hidden = zeros(1, 2, model.Spec.HiddenSize);
        Assert.Throws<ObjectDisposedException>(() => head.call(hidden, Padding.None));
    }

    /// <summary>Run by the test below, in a process of its own.</summary>
    [Fact]
    public void Disposing_waits_for_captures_of_other_threads()
    {
        int times = int.Parse(Environment.GetEnvironmentVariable(TimesVariable) ?? "1", CultureInfo.InvariantCulture);
        for (int time = 0; time < times; time++)
        {
            PretrainedModel model = PretrainedModel.Load(ReferenceData.BundledModel);
            using CountdownEvent running = new(4);
            Worker[] captures = [.. Enumerable.Range(0, 4).Select(_ => new Worker(() =>
            {
                try
                {
                    model.Capture(Sentence);
                }
                finally
                {
                    running.Signal();
                }

                while (true)
                {
                    model.Capture(Sentence);
                }
            }).Start())];
            running.Wait(TestContext.Current.CancellationToken);
            model.Dispose();

            Assert.All(captures, capture => Assert.IsType<ObjectDisposedException>(capture.Join()));
        }
    }

    [Fact]
    public void Disposing_during_captures_ends_well_again_and_again_in_a_process_of_its_own()
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "AttnExtract.Extract.Tests.exe" : "AttnExtract.Extract.Tests");
        string test = $"{typeof(ModelTurnTests).FullName}.{nameof(Disposing_waits_for_captures_of_other_threads)}";
        ProcessStartInfo start = new(program, ["-method", test]) { RedirectStandardOutput = true };
        start.Environment[TimesVariable] = $"{Math.Min(Storm.Count(6), 20)}";
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, $"The process ended with {child.ExitCode}:\n{output}");
    }
}
