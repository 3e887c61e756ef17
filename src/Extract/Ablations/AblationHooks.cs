using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Ablations at work: hooks on a model that change each text of a batch in its own way. Detaches when disposed.</summary>
internal sealed class AblationHooks : IDisposable
{
    private readonly List<IDisposable> _attached = [];
    private readonly PretrainedModel _model;
    private readonly IReadOnlyList<Encoding>? _texts;
    private readonly IReadOnlyList<string> _changes;

    private AblationHooks(PretrainedModel model, IReadOnlyList<Encoding>? texts, IReadOnlyList<string> changes)
    {
        _model = model;
        _texts = texts;
        _changes = changes;
    }

    /// <summary>Attaches ablations that are the same for every text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="edits">What they change, in the order of the ablations.</param>
    /// <param name="texts">The texts of the batch, whose tokens are real; null where none is padded.</param>
    /// <param name="changes">What they are called in whatever runs meanwhile.</param>
    public static AblationHooks Attach(
        PretrainedModel model, IEnumerable<SiteEdit> edits, IReadOnlyList<Encoding>? texts, params IReadOnlyList<string> changes) =>
        new AblationHooks(model, texts, changes).Attach(edits.Select(edit => (edit, (int?)null)));

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
        HookName name = site.Key;
        int width = (int)changed.shape[name.Site.HasHeadAxis ? 2 : 1];
        int keys = name.Site.IsMap ? (int)changed.shape[^1] : width;
        (StackOrder own, StackOrder source) = (name.TokenStack, name.KeyStack);
        GlobalTokens globals = _model.Encoder.Globals;
        if (globals != GlobalTokens.None && (name.Site == HookSite.K || name.Site == HookSite.V))
        {
            throw new AttnExtractException(
                $"'{name}' cannot be changed where tokens see everything: to them keys and values are others. Take none (--global-tokens none).");
        }

        Visibility visibility = name.Site.IsCross
            ? new Visibility(width, keys) { Queries = PaddingOf(own, changed), Keys = PaddingOf(source, changed), Device = changed.device }
            : _model.Structure[own].VisibilityIn(name.Layer ?? 0, width, PaddingOf(own, changed), globals, device: changed.device);
        foreach ((SiteEdit edit, int? only) in site)
        {
            int first = only ?? 0;
            int last = only ?? (int)changed.shape[0] - 1;
            for (int row = first; row <= last; row++)
            {
                using Tensor one = changed.select(0, row); // without the batch axis
                edit.Apply(one, new EditedText(row, LengthOf(own, row) ?? width, LengthOf(source, row) ?? keys, visibility.OfText(row))
                {
                    Name = own == StackOrder.Second ? "target" : "text",
                    IsMap = name.Site.IsMap,
                });
            }
        }

        // Whatever took the scores' place, what was hidden is hidden still.
        return name.Site.IsScores ? visibility.Hide(changed) : changed;
    }

    private int? LengthOf(StackOrder stack, int row) => _texts?[row].Of(stack).Tokens.Count;

    private Padding PaddingOf(StackOrder stack, Tensor at) =>
        _texts is null ? Padding.None : Padding.ForLengths([.. _texts.Select(text => text.Of(stack).Tokens.Count)], at.device);
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
/// <param name="KeyLength">How many are that they attend to; of another text, where they attend to one.</param>
/// <param name="Visibility">Which keys its queries can see there; it is the first text of that.</param>
internal readonly record struct EditedText(int Row, int Length, int KeyLength, Visibility Visibility)
{
    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether what is changed is a table of tokens by tokens.</summary>
    public required bool IsMap { get; init; }
}
