using System.Collections.Immutable;

namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>A method's compiled body.</summary>
/// <param name="Name">Type, name, parameters and result, as <see cref="MethodNames"/> writes them.</param>
/// <param name="IsVirtual">Whether it can be called under another type's name.</param>
/// <param name="Calls">What it calls, constructs or makes a delegate of.</param>
/// <param name="Places">Where its instructions were written, by offset; empty where no lines are known.</param>
internal sealed record CompiledMethod(
    string Name,
    bool IsVirtual,
    ImmutableArray<CompiledCall> Calls,
    ImmutableArray<(int Offset, string Place)> Places)
{
    /// <summary>The type that declares it.</summary>
    public string Type => MethodNames.TypeIn(Name);

    /// <summary>The file and line of a call; the method's name where they are not known.</summary>
    public string PlaceOf(CompiledCall call) => Places.LastOrDefault(place => place.Offset <= call.Offset).Place ?? Name;
}
