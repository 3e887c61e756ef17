using System.Collections.Immutable;
using AttnExtract.Ground;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>Where a model can run, as far as the libtorch of the program has it.</summary>
public sealed class ComputeDevice
{
    private readonly DeviceType _type;
    private readonly Func<bool> _isThere;

    private ComputeDevice(string name, DeviceType type, Func<bool> isThere) => (Name, _type, _isThere) = (name, type, isThere);

    /// <summary>The processor.</summary>
    public static ComputeDevice Cpu { get; } = new("cpu", DeviceType.CPU, () => true);

    /// <summary>The first graphics processor that CUDA knows.</summary>
    public static ComputeDevice Cuda { get; } = new("cuda", DeviceType.CUDA, cuda.is_available);

    /// <summary>Apple's graphics processor.</summary>
    public static ComputeDevice Mps { get; } = new("mps", DeviceType.MPS, mps_is_available);

    /// <summary>Every one that libtorch may have.</summary>
    public static ImmutableArray<ComputeDevice> All { get; } = [Cpu, Cuda, Mps];

    private static Registry<ComputeDevice> ByName { get; } = new(
        device => [device.Name], (typed, didYouMean, known) => $"There is no device '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>What it is called, as in PyTorch.</summary>
    public string Name { get; }

    /// <summary>The device of a name, whether or not it is there.</summary>
    /// <exception cref="AttnExtractException">There is none; the message lists all.</exception>
    public static ComputeDevice Get(string name) => ByName.Get(name);

    /// <summary>What libtorch calls it.</summary>
    /// <exception cref="AttnExtractException">It is not there.</exception>
    internal Device Require() => _isThere() ? new Device(_type) : throw new AttnExtractException(
        $"The libtorch of this program has no device '{Name}'; it has {string.Join(", ", All.Where(one => one._isThere()).Select(one => one.Name))}. "
        + "Build the program with a libtorch package for that device, on a machine that has one.");

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;
}
