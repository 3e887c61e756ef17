using System.Collections.Immutable;
using AttnExtract.Cli;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hub;
using AttnExtract.Serve.Page;
using Microsoft.AspNetCore.Http;

namespace AttnExtract.Serve.Runs;

/// <summary>The models that may be asked for, by name; clients name no folders. The two that were asked for last stay loaded.</summary>
internal sealed class ServedModels : IDisposable
{
    private const int MostLoaded = 2;
    private const string Hello = "Hello.";

    private readonly ImmutableDictionary<string, string> _folders;
    private readonly Registry<string> _names;
    private readonly List<(string Name, ModelShelf Shelf)> _loaded = [];
    private readonly HubSettings _hub;

    private readonly bool _isLocal;

    private ServedModels(ImmutableArray<(string Name, string Folder)> models, HubSettings hub, bool isLocal)
    {
        _isLocal = isLocal;
        _folders = models.ToImmutableDictionary(model => model.Name, model => model.Folder);
        _hub = hub;
        Names = [.. models.Select(model => model.Name)];
        _names = new(
            one => [one], (typed, didYouMean, all) => $"No model '{typed}' is served.{(didYouMean.Length > 0 ? didYouMean : $" There are {all}.")}", Names);
    }

    /// <summary>Their names; the first is the one that is meant where nobody names one.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The one that is meant where nobody names one.</summary>
    public string First => Names[0];

    /// <summary>The page to open in a browser; there once the first model is loaded.</summary>
    public byte[] Page { get; private set; } = [];

    /// <summary>The models of a command line, and after them those that the cache of the Hub holds.</summary>
    /// <param name="typed">Folders and names, as they were typed; none for the bundled model.</param>
    /// <param name="shell">Its environment says where the cache is.</param>
    /// <param name="isLocal">Whether all who ask sit at this machine, and may be told where a model lies.</param>
    /// <exception cref="AttnExtractException">One is not there.</exception>
    public static ServedModels Of(ImmutableArray<string> typed, Shell shell, bool isLocal)
    {
        HubSettings hub = HubSettings.FromEnvironment(shell.Variable) with { IsOffline = true };
        List<(string Name, string Folder)> models = [];
        foreach (string model in typed.IsEmpty ? [PretrainedModel.BundledFolder] : typed)
        {
            string folder = HubModel.FolderOf(model, hub);
            PretrainedFolder.Open(folder);
            string name = Directory.Exists(model) ? PretrainedFolder.NameOf(folder) : model;
            models.Add((Unused(name, models.Select(one => one.Name)), folder));
        }

        models.AddRange(CachedModels.Names(hub).Where(name => models.All(model => model.Name != name)).Select(name => (name, name)));
        return new([.. models], hub, isLocal);
    }

    /// <summary>A model.</summary>
    /// <param name="name">Its name; null for the first.</param>
    /// <exception cref="RequestException">No model of that name is served.</exception>
    /// <exception cref="AttnExtractException">The cache of the Hub does not hold it whole.</exception>
    public ServedModel Get(string? name)
    {
        try
        {
            string known = _names.Get(name ?? First);
            string folder = HubModel.FolderOf(_folders[known], _hub);
            return new(known, folder, _isLocal || folder == PretrainedModel.BundledFolder ? folder : known);
        }
        catch (AttnExtractException failure) when (name is not null && !_folders.ContainsKey(name))
        {
            throw new RequestException(StatusCodes.Status404NotFound, failure.Message);
        }
    }

    /// <summary>The names of those that read a text and a target, as far as they are there.</summary>
    public IEnumerable<string> WithTarget => Names.Where(ReadsTarget);

    /// <summary>Where a model is kept once it is loaded. Who calls has the turn, so that nobody uses what makes room.</summary>
    public ModelShelf ShelfOf(string name)
    {
        int at = _loaded.FindIndex(one => one.Name == name);
        (string Name, ModelShelf Shelf) wanted = at >= 0 ? _loaded[at] : (name, new ModelShelf());
        if (at >= 0)
        {
            _loaded.RemoveAt(at);
        }
        else if (_loaded.Count == MostLoaded)
        {
            _loaded[^1].Shelf.Dispose();
            _loaded.RemoveAt(MostLoaded - 1);
        }

        _loaded.Insert(0, wanted);
        return wanted.Shelf;
    }

    /// <summary>Loads the first model, so that the first request need not, and makes the page.</summary>
    public void Warm()
    {
        AttentionRecord record = ShelfOf(First).Load(PretrainedFolder.Open(Get(First).Folder), Precision.Float32, null).Capture(Hello);
        Page = LivePage.Of(record);
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.ForEach(one => one.Shelf.Dispose());

    private bool ReadsTarget(string name)
    {
        try
        {
            return PretrainedFolder.Open(Get(name).Folder).Structure.Second is not null;
        }
        catch (AttnExtractException)
        {
            // What is broken says so when it is asked.
            return false;
        }
    }

    private static string Unused(string name, IEnumerable<string> used) =>
        used.Contains(name) ? Enumerable.Range(2, int.MaxValue - 2).Select(number => $"{name} ({number})").First(other => !used.Contains(other)) : name;
}

/// <summary>A model that is served.</summary>
/// <param name="Name">What clients call it.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Shown">What a command line names it by, where the client sees that: its folder, or for clients of other machines its name.</param>
internal sealed record ServedModel(string Name, string Folder, string Shown);
