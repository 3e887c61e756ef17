using AttnExtract.Extract.Ablations;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Experiments.Patches;

/// <summary>What passed a site, and entered the first layer, in the run of a source; freed when disposed.</summary>
internal sealed class SourceStates : IDisposable
{
    private readonly Dictionary<HookName, Tensor> _values = []; // the site's shape without the batch axis
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <summary>Runs the source.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The source.</param>
    /// <param name="site">The site.</param>
    public SourceStates(PretrainedModel model, Encoding source, HookSite site)
    {
        try
        {
            using ModelTurn turn = ModelTurn.Of(model);
            using IDisposable entering = model.Hooks.Attach(HookSite.EmbedOut.Path, Keep);
            using IDisposable watching = model.Hooks.Attach(site.Path, Keep);
            turn.Run([source]);
            turn.KeepTensors();
        }
        catch
        {
            _scope.Dispose();
            throw;
        }
    }

    /// <summary>Everything from the source: what enters the first layer decides all that follows.</summary>
    public SiteEdit Everything() => new(HookName.EmbedOut, (target, _) => target.copy_(_values[HookName.EmbedOut]));

    /// <summary>A slice of what passes one hook point from the source.</summary>
    /// <param name="name">The hook point.</param>
    /// <param name="axis">Along which axis, without that of the batch.</param>
    /// <param name="place">The slice's 0-based place.</param>
    public SiteEdit Slice(HookName name, int axis, int place) => new(name, (target, _) =>
    {
        using Tensor ofText = target.narrow(axis, place, 1); // one slice
        using Tensor ofSource = _values[name].narrow(axis, place, 1); // one slice
        ofText.copy_(ofSource);
    });

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private Tensor? Keep(HookName name, Tensor value)
    {
        _values[name] = value[0].clone();
        return null;
    }
}
