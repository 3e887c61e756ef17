using AttnExtract.Ground;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>One way to place numbers on colours.</summary>
public sealed class NormKind
{
    internal NormKind(string name, string description, Func<ScaleOptions, Colormap, ScaleNumbers, Norm> make)
    {
        Name = name;
        Description = description;
        Make = make;
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Description { get; }

    /// <summary>
    /// Settles limits that are left open from the numbers, then makes the norm; throws <see cref="AttnExtractException"/> where
    /// parameters, limits and numbers do not go together.
    /// </summary>
    internal Func<ScaleOptions, Colormap, ScaleNumbers, Norm> Make { get; }
}
