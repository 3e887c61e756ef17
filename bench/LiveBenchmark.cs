using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttnExtract.Bench;

/// <summary>The page of a live model, from a click to the picture in the browser: a text of 26 tokens that is run, and a head that is switched off.</summary>
internal static class LiveBenchmark
{
    private const int Rounds = 15;
    private const string Token = "bench-of-the-live-page";

    // The page says how long it took once its frame has drawn; until then it says something else.
    private const string Click = """
        new Promise(done => {
          const progress = document.getElementById('progress');
          progress.textContent = '';
          const began = performance.now();
          new MutationObserver((_, watch) => {
            if (progress.textContent.endsWith(' ms')) {
              watch.disconnect();
              done(performance.now() - began);
            }
          }).observe(progress, { childList: true });
          document.querySelector(SELECTOR).click();
        })
        """;

    public static void Run()
    {
        if (!Chromium.IsThere)
        {
            Console.WriteLine("   there is no Chromium here");
            return;
        }

        ProcessStartInfo start = WholeProcess.Attn("serve", "--port", "0", "--token", Token);
        start.RedirectStandardOutput = true;
        using Process server = Process.Start(start)!;
        try
        {
            string line;
            do
            {
                line = server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("attn serve did not start.");
            }
            while (!line.Contains("http://", StringComparison.Ordinal));

            string address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0];
            using Chromium browser = Chromium.Start();
            string session = browser.Open();
            browser.Send("Page.navigate", new() { ["url"] = address }, session);
            browser.Evaluate(session, """
                new Promise(done => {
                  const look = () => document.getElementById('progress')?.textContent.endsWith(' ms') ? done(true) : setTimeout(look, 10);
                  look();
                })
                """);
            browser.Evaluate(session, $"document.getElementById('text').value = {JsonSerializer.Serialize(SampleText.Sentence)}; true");
            Measure(browser, session, "text", "#run");
            Measure(browser, session, "head", "[data-head='3.7']");
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    private static void Measure(Chromium browser, string session, string what, string selector)
    {
        double[] times = [.. Enumerable.Range(0, Rounds).Select(_ => Clicked(browser, session, selector)).Order()];
        Console.WriteLine($"   {what} to picture: median {times[Rounds / 2]:0} ms, best {times[0]:0}, worst {times[^1]:0}");
    }

    private static double Clicked(Chromium browser, string session, string selector)
    {
        JsonNode? time = browser.Evaluate(session, Click.Replace("SELECTOR", JsonSerializer.Serialize(selector), StringComparison.Ordinal));
        return time!.GetValue<double>();
    }
}
