using System.Diagnostics;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Bench;

/// <summary>
/// The page to look around in: its file, writing it, opening it, pointing in it, the memory of its tab. The maps are the bundled model's own, its six layers
/// twice, because random ones are easier or harder to pack than attention is.
/// </summary>
internal static class ViewerBenchmark
{
    private const int Rounds = 5;
    private const int Moves = 200;

    // When the first view has been painted, in milliseconds since the page was asked for.
    private const string Painted = """
        new Promise(done => {
          const look = () => document.querySelector('#marks[data-ready]')
            ? requestAnimationFrame(() => setTimeout(() => done(performance.now()))) : setTimeout(look, 2);
          look();
        })
        """;

    // From a move of the pointer to the frame after what it changed.
    private const string Watch = """
        window.times = [];
        document.querySelector('#marks').addEventListener('pointermove', event => requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => window.times.push(performance.now() - event.timeStamp);
          channel.port2.postMessage(null);
        }));
        """;

    public static void Run()
    {
        using PretrainedModel model = PretrainedModel.LoadBundled();
        string[] words = [.. SampleCorpus.Sentences(60).SelectMany(sentence => sentence.TrimEnd('.').Split(' '))];
        foreach (int tokens in (int[])[128, 256])
        {
            Measure(Doubled(model, words, tokens));
        }
    }

    private static void Measure(AttentionRecord record)
    {
        ViewerPage page = record.ToViewer();
        string folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
        string path = Path.Combine(folder, "view.html");
        try
        {
            double[] writing = [.. Enumerable.Range(0, Rounds).Select(_ =>
            {
                Stopwatch watch = Stopwatch.StartNew();
                page.Save(path);
                return watch.Elapsed.TotalMilliseconds;
            })];
            Console.WriteLine($"   12 × 12 × {record.Tokens.Count}: {new FileInfo(path).Length / 1e6:0.00} MB, written in {Median(writing):0} ms");
            if (Chromium.IsThere)
            {
                Look(new Uri(path).AbsoluteUri);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Look(string address)
    {
        using Chromium browser = Chromium.Start();
        List<double> openings = [];
        double memory = 0;
        double[] times = [];
        for (int round = 0; round < Rounds; round++)
        {
            string session = browser.Open();
            browser.Send("Page.navigate", new() { ["url"] = $"{address}#view=grid" }, session);
            openings.Add(browser.Evaluate(session, Painted)!.GetValue<double>());
            memory = Math.Max(memory, browser.TabMemory());
            browser.Evaluate(session, "location.hash = 'view=head&layer=3&head=7'");
            Thread.Sleep(500);
            browser.Evaluate(session, Watch);
            for (int move = 0; move < Moves / Rounds; move++)
            {
                browser.Send(
                    "Input.dispatchMouseEvent",
                    new() { ["type"] = "mouseMoved", ["x"] = 200 + (move * 7 % 400), ["y"] = 250 + (move * 11 % 400) }, session);
                Thread.Sleep(20);
            }

            times = [.. times, .. browser.Evaluate(session, "window.times")!.AsArray().Select(time => time!.GetValue<double>())];
        }

        double[] sorted = [.. times.Order()];
        Console.WriteLine(
            $"   first view after {Median(openings):0} ms; pointer to paint {Median(times):0.0} ms, "
            + $"95th percentile {sorted[(int)(0.95 * sorted.Length)]:0.0} ms; the tab's own memory {memory:0} MB");
    }

    private static AttentionRecord Doubled(PretrainedModel model, string[] words, int tokens)
    {
        int count = tokens - 2;
        AttentionRecord record = model.Capture(string.Join(' ', words[..count]));
        while (record.Tokens.Count > tokens)
        {
            count -= Math.Max(1, (record.Tokens.Count - tokens) / 2);
            record = model.Capture(string.Join(' ', words[..count]));
        }

        return new(
            record.Text, null, record.Tokens, record.Heads,
            [.. Enumerable.Range(0, 12).Select(layer => KeyValuePair.Create(HookName.Pattern(layer), record.Pattern(layer % record.Layers.Count)))],
            record.Provenance with { LayerCount = 12 });
    }

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}
