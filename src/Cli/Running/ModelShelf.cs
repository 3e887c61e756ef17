using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>The models of a run, each loaded once.</summary>
internal sealed class ModelShelf : IDisposable
{
    private readonly Dictionary<(string Folder, Precision Precision, GlobalTokenRule? Globals, ComputeDevice Device), PretrainedModel> _models = [];

    /// <summary>The model in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <param name="globals">Which tokens see everything; null for those of the model's task.</param>
    /// <param name="device">Where it runs; null for the processor.</param>
    /// <exception cref="AttnExtractException">It cannot be loaded.</exception>
    public PretrainedModel Load(PretrainedFolder folder, Precision precision, GlobalTokenRule? globals, ComputeDevice? device = null)
    {
        lock (_models)
        {
            device ??= ComputeDevice.Cpu;
            if (!_models.TryGetValue((folder.Path, precision, globals, device), out PretrainedModel? model))
            {
                model = folder.Load(precision, globals);
                try
                {
                    model.MoveTo(device);
                }
                catch
                {
                    model.Dispose();
                    throw;
                }

                _models.Add((folder.Path, precision, globals, device), model);
            }

            return model;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PretrainedModel model in _models.Values)
        {
            model.Dispose();
        }
    }
}
