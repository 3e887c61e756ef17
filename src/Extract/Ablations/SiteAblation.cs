using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Whatever passes some hook points is replaced, in every head where there are heads.</summary>
/// <param name="Glob">A name, a pattern such as <c>layers.*.mlp.act</c>, or the end of a name that every layer has.</param>
/// <param name="With">What takes the place.</param>
public sealed record SiteAblation(string Glob, Replacement With) : Ablation
{
    /// <inheritdoc/>
    public override string ToString() => $"{Glob}={With}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context) =>
        context.Model.Hooks.Match(Glob).Select(name => Edit(name, With, context));

    /// <summary>The replacement of all that passes one hook point.</summary>
    internal static SiteEdit Edit(HookName name, Replacement with, AblationContext context)
    {
        with.RequireFits(name.Site);
        Tensor? values = context.Value(with, name); // [(head,) token or 1, width]
        return new SiteEdit(name, (target, text) =>
        {
            for (int head = 0; head < (name.Site.HasHeadAxis ? target.shape[0] : 1); head++)
            {
                using Tensor one = name.Site.HasHeadAxis ? target.select(0, head) : target.alias(); // [token, width]
                using Tensor? value = name.Site.HasHeadAxis ? values?.select(0, head) : values?.alias(); // [token or 1, width]
                with.Apply(one, value, text);
            }
        });
    }
}
