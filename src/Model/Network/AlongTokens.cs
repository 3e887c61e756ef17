using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Convolutions along the tokens of a text.</summary>
internal static partial class AlongTokens
{
    // Before its first convolution libtorch asks NNPACK whether it knows the processor; of many virtual machines it does not, and libtorch says so on standard
    // error (ATen/native/NNPACK.cpp, 2.10). Where it does, sixteen texts or more would be summed in another order than fewer.
    static AlongTokens()
    {
        try
        {
            UseNnpack(GlobalContext(), false);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another build of libtorch, in which the switch has another name.
        }
    }

    /// <summary>Convolves with kernels of an odd number of taps; beyond its ends a text is zero.</summary>
    /// <param name="input">[batch, token, channel]</param>
    /// <param name="weight">[output, channel of a group, tap]</param>
    /// <param name="bias">[output], or none.</param>
    /// <param name="groups">How many groups of channels there are, each with kernels of its own.</param>
    /// <returns>[batch, token, output]</returns>
    public static Tensor Convolve(Tensor input, Tensor weight, Tensor? bias, long groups) => nn.functional
        .conv1d(input.transpose(1, 2), weight, bias, padding: weight.shape[2] / 2, groups: groups) // [batch, output, token]
        .transpose(1, 2); // [batch, token, output]

    // at::globalContext()
    [LibraryImport(LibTorchTeam.Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint GlobalContext();

    // at::Context::setUserEnabledNNPACK(bool)
    [LibraryImport(LibTorchTeam.Library, EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static partial void UseNnpack(nint context, [MarshalAs(UnmanagedType.U1)] bool isUsed);
}
