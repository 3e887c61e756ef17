using System.Collections.Immutable;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Captures;

/// <summary>Adds up how much captures will hold, before any is made.</summary>
/// <param name="model">The model.</param>
/// <param name="options">What will be kept.</param>
public sealed class CaptureVolume(PretrainedModel model, CaptureOptions options)
{
    private readonly Dictionary<bool, ImmutableArray<HookName>> _names = [];

    /// <summary>What was added up.</summary>
    public RecordVolume Sum { get; private set; }

    /// <summary>Adds a text.</summary>
    /// <exception cref="AttnExtractException">It has more tokens than the model reads, or the options name what does not exist.</exception>
    public void Add(Encoding encoding)
    {
        model.RequireReadable(encoding);
        bool hasTarget = encoding.Target is not null;
        if (!_names.TryGetValue(hasTarget, out ImmutableArray<HookName> names))
        {
            _names[hasTarget] = names = options.Names(model, hasTarget);
        }

        Sum = new RecordVolume(
            Sum.Texts + 1,
            Sum.Tokens + encoding.Tokens.Count + (encoding.Target?.Tokens.Count ?? 0),
            Sum.Arrays + names.Length,
            Sum.Numbers + RunMemory.NumbersOfKept(model.Structure, names, options, encoding));
    }
}
