using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract;

/// <summary>Runs a model with ablations.</summary>
public static partial class ModelRuns
{
    /// <summary>Attaches ablations to a model, for whatever runs it next. Captures take ablations themselves.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablations">In this order where they meet at one site.</param>
    /// <returns>Detaches when disposed, and frees what was kept of reference texts.</returns>
    /// <exception cref="AttnExtractException">A head, layer or site does not exist, or a reference text cannot be run.</exception>
    public static IDisposable Attach(this PretrainedModel model, params IReadOnlyList<Ablation> ablations)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        return new AttachedAblations(model, ablations, stack => model.Structure[stack].MaximumLength, null, truncate: false);
    }
}
