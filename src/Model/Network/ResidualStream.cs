using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>The places where a layer's residual stream can be seen: before, between and after its blocks.</summary>
internal sealed class ResidualStream : nn.Module
{
    public ResidualStream(StackSpec spec, StackOrder order, int layer)
        : base(nameof(ResidualStream))
    {
        Pre = new HookPoint(HookName.Of(HookSite.ResidualPre, layer, order));
        Mid = new HookPoint(HookName.Of(HookSite.ResidualMid, layer, order));
        Cross = spec.CrossAttention is null ? null : new HookPoint(HookName.Of(HookSite.ResidualCross, layer, order));
        Post = new HookPoint(HookName.Of(HookSite.ResidualPost, layer, order));
    }

    /// <summary>What enters the layer.</summary>
    [field: ComponentName(Name = "pre")]
    public HookPoint Pre { get; }

    /// <summary>After the attention block.</summary>
    [field: ComponentName(Name = "mid")]
    public HookPoint Mid { get; }

    /// <summary>After the attention to an encoder; null where there is none.</summary>
    [field: ComponentName(Name = "cross")]
    public HookPoint? Cross { get; }

    /// <summary>What leaves the layer.</summary>
    [field: ComponentName(Name = "post")]
    public HookPoint Post { get; }
}
