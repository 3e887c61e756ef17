using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Ablations;

/// <summary>The same ablations for every text that runs, with what they took from reference texts.</summary>
internal sealed class AttachedAblations : IDisposable
{
    private readonly AblationContext _context;
    private readonly AblationHooks _hooks;

    /// <summary>Prepares and attaches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablations">In this order where they meet at one site.</param>
    /// <param name="longestOf">How many tokens the longest text has, of those that a stack reads.</param>
    /// <param name="texts">The texts, whose tokens are real; null where none is padded.</param>
    /// <param name="truncate">Whether reference texts that are too long are cut off instead of refused.</param>
    public AttachedAblations(
        PretrainedModel model, IReadOnlyList<Ablation> ablations, Func<StackOrder, int> longestOf, IReadOnlyList<Encoding>? texts, bool truncate)
    {
        _context = new AblationContext(model, longestOf, truncate);
        try
        {
            // All are prepared before the first is attached, so that reference texts are run by the model as it is.
            SiteEdit[] edits = [.. ablations.SelectMany(ablation => ablation.Edits(_context))];
            _hooks = AblationHooks.Attach(model, edits, texts, [.. ablations.Select(ablation => ablation.ToString())]);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hooks.Dispose();
        _context.Model.Encoder.Turnstile.Free(_context);
    }
}
