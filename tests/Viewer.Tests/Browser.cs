using System.Reflection;
using AttnExtract.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(AttnExtract.Viewer.Tests.Browser))]

namespace AttnExtract.Viewer.Tests;

/// <summary>
/// Debian's Chromium, started once for all tests, without a network. Where there is none the tests of the page say so and are skipped: nothing else
/// can run what a page holds.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowserContext? _context;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Candidates.FirstOrDefault(File.Exists) is not { } program)
        {
            return;
        }

        string package = typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "PlaywrightPackage").Value!;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = Arguments,
            DownloadsPath = _folder.Path,
        });
        _context = await _browser.NewContextAsync(new() { AcceptDownloads = true, Locale = "en-US", ColorScheme = ColorScheme.Light });
    }

    /// <summary>Opens a page as a reader's browser does, from a file, and waits until it shows something.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fragment">What its address ends in.</param>
    /// <param name="width">The window's width.</param>
    /// <param name="height">The window's height.</param>
    internal Task<OpenPage> Open(string file, string fragment = "", int width = 1280, int height = 800) =>
        OpenAt($"{new Uri(file)}{(fragment.Length > 0 ? "#" : "")}{fragment}", "#marks[data-ready]", width, height);

    /// <summary>Opens what an address leads to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="ready">What is there when the page shows something.</param>
    /// <param name="width">The window's width.</param>
    /// <param name="height">The window's height.</param>
    internal async Task<OpenPage> OpenAt(string address, string ready, int width = 1280, int height = 800)
    {
        if (_context is null)
        {
            Assert.Skip($"There is no Chromium here ({string.Join(", ", Candidates)}), and only a browser can run a page; .ci/run installs it where it may.");
        }

        IPage page = await _context!.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        OpenPage open = new(page);
        await page.GotoAsync(address);
        await page.WaitForSelectorAsync(ready);
        return open;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _folder.Dispose();
    }
}
