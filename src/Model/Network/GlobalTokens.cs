using System.Collections.Immutable;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Which tokens of a batch see every token of their text and are seen by every one, whatever the window; Beltagy et al. 2020, section 3.1.</summary>
public sealed class GlobalTokens
{
    private readonly ImmutableArray<ImmutableArray<bool>> _isGlobal; // [batch][token]

    private GlobalTokens(ImmutableArray<ImmutableArray<bool>> isGlobal, Device device)
    {
        _isGlobal = isGlobal;
        Tokens = isGlobal.IsEmpty ? null : stack([.. isGlobal.Select(text => NewTensor.Of(text.ToArray(), device))]);
    }

    /// <summary>No token.</summary>
    public static GlobalTokens None { get; } = new([], CPU);

    /// <summary>True at such tokens: [batch, token]; null where there are none.</summary>
    internal Tensor? Tokens { get; }

    /// <summary>The global tokens of a batch.</summary>
    /// <param name="isGlobal">Of each text whether each token is one; all rows are as long as the batch, padding included.</param>
    /// <param name="device">Where the model is; null for the processor.</param>
    public static GlobalTokens Of(IEnumerable<IEnumerable<bool>> isGlobal, Device? device = null)
    {
        ImmutableArray<ImmutableArray<bool>> rows = [.. isGlobal.Select(text => text.ToImmutableArray())];
        return rows.Any(text => text.Contains(true)) ? new GlobalTokens(rows, device ?? CPU) : None;
    }

    /// <summary>Whether a token is one.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="token">The token's place in the text.</param>
    public bool IsGlobal(int text, int token) => !_isGlobal.IsEmpty && _isGlobal[text][token];

    /// <summary>Those of one text.</summary>
    internal GlobalTokens OfText(int text) => _isGlobal.IsEmpty ? this : Of([_isGlobal[text]], Tokens!.device);
}
