using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>What the names in a pickle mean to whoever reads it.</summary>
internal abstract class PickleVocabulary
{
    /// <summary>The meaning of a name of a Python module.</summary>
    /// <exception cref="AttnExtractException">The name has none here.</exception>
    public abstract object Global(string module, string name);

    /// <summary>What a call of one of those meanings gives.</summary>
    /// <exception cref="AttnExtractException">It cannot be called, or not so.</exception>
    public abstract object Call(object? function, object?[] arguments);

    /// <summary>The thing outside the pickle that an identifier stands for.</summary>
    /// <exception cref="AttnExtractException">There is no such thing.</exception>
    public abstract object Persistent(object? identifier);
}
