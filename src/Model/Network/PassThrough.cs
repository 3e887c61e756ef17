using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>The part that is absent: what goes in comes out.</summary>
internal sealed class PassThrough() : nn.Module<Tensor, Tensor>(nameof(PassThrough))
{
    public override Tensor forward(Tensor input) => input;
}
