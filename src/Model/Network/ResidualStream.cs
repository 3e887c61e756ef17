using AttnExtract.Model.Hooks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>The three places where a layer's residual stream can be seen: before, between and after its two blocks.</summary>
internal sealed class ResidualStream : nn.Module
{
    public ResidualStream(int layer)
        : base(nameof(ResidualStream))
    {
        Pre = new HookPoint(HookName.ResidualPre(layer));
        Mid = new HookPoint(HookName.ResidualMid(layer));
        Post = new HookPoint(HookName.ResidualPost(layer));
    }

    /// <summary>What enters the layer.</summary>
    [field: ComponentName(Name = "pre")]
    public HookPoint Pre { get; }

    /// <summary>After the attention block.</summary>
    [field: ComponentName(Name = "mid")]
    public HookPoint Mid { get; }

    /// <summary>What leaves the layer.</summary>
    [field: ComponentName(Name = "post")]
    public HookPoint Post { get; }
}
