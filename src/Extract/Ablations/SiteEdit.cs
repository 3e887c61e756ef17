using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>One change at one hook point.</summary>
/// <param name="Name">Where.</param>
/// <param name="Apply">
/// Changes, in place, what one text left there: the site's shape without the batch axis, how many of its tokens are real, and the
/// text's place in the batch.
/// </param>
internal sealed record SiteEdit(HookName Name, Action<Tensor, int, int> Apply);
