using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Ablations at work: hooks on a model that change each text of a batch in its own way. Detaches when disposed.</summary>
internal sealed class AblationHooks : IDisposable
{
    private readonly List<IDisposable> _attached = [];

    private AblationHooks()
    {
    }

    /// <summary>Attaches ablations that are the same for every text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="edits">What they change, in the order of the ablations.</param>
    /// <param name="lengths">How many tokens of each text are real; null where none is padded.</param>
    public static AblationHooks Attach(PretrainedModel model, IEnumerable<SiteEdit> edits, IReadOnlyList<int>? lengths) =>
        Attach(model, edits, (value, edit) =>
        {
            for (int row = 0; row < value.shape[0]; row++)
            {
                Change(value, row, edit, lengths);
            }
        });

    /// <summary>Attaches another list of edits for each row of a batch, whose texts are all of one length.</summary>
    public static AblationHooks AttachByRow(PretrainedModel model, IReadOnlyList<IReadOnlyList<SiteEdit>> rows) =>
        Attach(model, rows.SelectMany((edits, row) => edits.Select(edit => (edit.Name, edit, row))).GroupBy(one => one.Name), (value, edits) =>
        {
            foreach ((_, SiteEdit edit, int row) in edits)
            {
                Change(value, row, edit, null);
            }
        });

    /// <inheritdoc/>
    public void Dispose() => _attached.ForEach(attached => attached.Dispose());

    private static AblationHooks Attach(PretrainedModel model, IEnumerable<SiteEdit> edits, Action<Tensor, SiteEdit> change) =>
        Attach(model, edits.GroupBy(edit => edit.Name), (value, group) =>
        {
            foreach (SiteEdit edit in group)
            {
                change(value, edit);
            }
        });

    private static AblationHooks Attach<T>(
        PretrainedModel model, IEnumerable<IGrouping<HookName, T>> byName, Action<Tensor, IGrouping<HookName, T>> change)
    {
        AblationHooks hooks = new();
        try
        {
            foreach (IGrouping<HookName, T> group in byName)
            {
                hooks._attached.Add(model.Hooks[group.Key].Attach(value =>
                {
                    Tensor changed = value.clone(); // the site's own shape
                    change(changed, group);
                    return changed;
                }));
            }

            return hooks;
        }
        catch
        {
            hooks.Dispose();
            throw;
        }
    }

    private static void Change(Tensor value, int row, SiteEdit edit, IReadOnlyList<int>? lengths)
    {
        using Tensor one = value.select(0, row); // without the batch axis
        edit.Apply(one, lengths?[row] ?? (int)one.shape[edit.Name.Site.HasHeadAxis ? 1 : 0], row);
    }
}

/// <summary>One change at one hook point.</summary>
/// <param name="Name">Where.</param>
/// <param name="Apply">
/// Changes, in place, what one text left there: the site's shape without the batch axis, how many of its tokens are real, and the
/// text's place in the batch.
/// </param>
internal sealed record SiteEdit(HookName Name, Action<Tensor, int, int> Apply);
