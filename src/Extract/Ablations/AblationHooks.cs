using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Ablations at work: hooks on a model that change each text of a batch in its own way. Detaches when disposed.</summary>
internal sealed class AblationHooks : IDisposable
{
    private readonly List<IDisposable> _attached = [];
    private readonly PretrainedModel _model;
    private readonly IReadOnlyList<int>? _lengths;
    private readonly IReadOnlyList<string> _changes;

    private AblationHooks(PretrainedModel model, IReadOnlyList<int>? lengths, IReadOnlyList<string> changes)
    {
        _model = model;
        _lengths = lengths;
        _changes = changes;
    }

    /// <summary>Attaches ablations that are the same for every text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="edits">What they change, in the order of the ablations.</param>
    /// <param name="lengths">How many tokens of each text are real; null where none is padded.</param>
    /// <param name="changes">What they are called in whatever runs meanwhile.</param>
    public static AblationHooks Attach(
        PretrainedModel model, IEnumerable<SiteEdit> edits, IReadOnlyList<int>? lengths, params IReadOnlyList<string> changes) =>
        new AblationHooks(model, lengths, changes).Attach(edits.Select(edit => (edit, (int?)null)));

    /// <summary>Attaches another list of edits for each row of a batch, whose texts are all of one length.</summary>
    public static AblationHooks AttachByRow(PretrainedModel model, IReadOnlyList<IReadOnlyList<SiteEdit>> rows) =>
        new AblationHooks(model, null, []).Attach(rows.SelectMany((edits, row) => edits.Select(edit => (edit, (int?)row))));

    /// <inheritdoc/>
    public void Dispose() => _attached.ForEach(attached => attached.Dispose());

    // Edits, each of one row of the batch, or of every row where that is null.
    private AblationHooks Attach(IEnumerable<(SiteEdit Edit, int? Row)> edits)
    {
        try
        {
            foreach (IGrouping<HookName, (SiteEdit Edit, int? Row)> site in edits.GroupBy(one => one.Edit.Name))
            {
                _attached.Add(_model.Hooks[site.Key].Attach(value => Changed(value, site), _changes));
            }

            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private Tensor Changed(Tensor value, IGrouping<HookName, (SiteEdit Edit, int? Row)> site)
    {
        Tensor changed = value.clone(); // the site's own shape
        int width = (int)changed.shape[site.Key.Site.HasHeadAxis ? 2 : 1];
        Padding padding = _lengths is null ? Padding.None : Padding.ForLengths(_lengths);
        Visibility visibility = _model.Spec.VisibilityIn(site.Key.Layer ?? 0, width, padding);
        foreach ((SiteEdit edit, int? only) in site)
        {
            int first = only ?? 0;
            int last = only ?? (int)changed.shape[0] - 1;
            for (int row = first; row <= last; row++)
            {
                using Tensor one = changed.select(0, row); // without the batch axis
                edit.Apply(one, new EditedText(row, _lengths?[row] ?? width, visibility.OfText(row)));
            }
        }

        // Whatever took the scores' place, what was hidden is hidden still.
        return site.Key.Site == HookSite.Scores ? visibility.Hide(changed) : changed;
    }
}

/// <summary>One change at one hook point.</summary>
/// <param name="Name">Where.</param>
/// <param name="Apply">
/// Changes, in place, what one text left there: the site's shape without the batch axis.
/// </param>
internal sealed record SiteEdit(HookName Name, Action<Tensor, EditedText> Apply);

/// <summary>The text whose share of a hook point's tensor is changed.</summary>
/// <param name="Row">Its place in the batch.</param>
/// <param name="Length">How many of its tokens are real.</param>
/// <param name="Visibility">Which keys its queries can see there; it is the first text of that.</param>
internal readonly record struct EditedText(int Row, int Length, Visibility Visibility);
