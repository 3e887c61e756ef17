using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// What a decoder that writes on need not compute again: the keys and values of the tokens that it has read, which see none that come later,
/// and those that it makes of another text. <see cref="Encoder.Continue"/> fills it.
/// </summary>
/// <param name="room">How many tokens the decoder will read at most.</param>
public sealed class KeyValueCache(int room) : IDisposable
{
    // Of every attention that has run, the keys and the values: [batch, shared head, room, head size].
    private readonly Dictionary<Attention, (Tensor Keys, Tensor Values)> _ofText = [];
    private readonly Dictionary<Attention, (Tensor Keys, Tensor Values)> _ofSource = [];

    /// <summary>How many tokens it holds.</summary>
    public int Count { get; private set; }

    /// <summary>What an encoder made of another text, [batch, source token, hidden]; null before the first pass, and where there is none.</summary>
    internal Tensor? SourceStates { get; private set; }

    /// <summary>Keeps what an encoder made of another text.</summary>
    internal Tensor Keep(Tensor sourceStates) => SourceStates = Kept(sourceStates);

    /// <summary>Keys and values of all tokens that were read, these included.</summary>
    /// <param name="attention">Whose they are.</param>
    /// <param name="keys">Those of the tokens that the pass reads: [batch, shared head, token, head size]</param>
    /// <param name="values">Likewise.</param>
    /// <returns>[batch, shared head, key, head size]</returns>
    internal (Tensor Keys, Tensor Values) Continue(Attention attention, Tensor keys, Tensor values)
    {
        if (!_ofText.TryGetValue(attention, out (Tensor Keys, Tensor Values) kept))
        {
            kept = (Room(keys), Room(values));
            _ofText.Add(attention, kept);
        }

        return (Add(kept.Keys, keys), Add(kept.Values, values));
    }

    /// <summary>Keys and values of another text, which are made once.</summary>
    /// <param name="attention">Whose they are.</param>
    /// <param name="make">Makes them.</param>
    internal (Tensor Keys, Tensor Values) Once(Attention attention, Func<(Tensor Keys, Tensor Values)> make)
    {
        if (!_ofSource.TryGetValue(attention, out (Tensor Keys, Tensor Values) kept))
        {
            (Tensor keys, Tensor values) = make();
            kept = (Kept(keys), Kept(values));
            _ofSource.Add(attention, kept);
        }

        return kept;
    }

    /// <summary>A pass is over: what it read counts.</summary>
    /// <param name="count">How many tokens the decoder has read.</param>
    internal void Advance(int count) => Count = count;

    /// <summary>Frees what it holds.</summary>
    public void Dispose()
    {
        foreach ((Tensor keys, Tensor values) in _ofText.Values.Concat(_ofSource.Values))
        {
            keys.Dispose();
            values.Dispose();
        }

        SourceStates?.Dispose();
    }

    private static Tensor Kept(Tensor made) => made.alias().DetachFromDisposeScope();

    // It grows by what is copied into it: to join tensors anew would copy all that was read with every token.
    private Tensor Room(Tensor first) => NewTensor.Empty([.. first.shape[..2], room, first.shape[3]], first).DetachFromDisposeScope();

    private Tensor Add(Tensor kept, Tensor more)
    {
        kept.narrow(2, Count, more.shape[2]).copy_(more); // [batch, shared head, token, head size]
        return kept.narrow(2, 0, Count + more.shape[2]); // [batch, shared head, key, head size]
    }
}
