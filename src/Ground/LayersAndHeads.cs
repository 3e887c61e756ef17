namespace AttnExtract.Ground;

/// <summary>Layers and heads that are there, or that are chosen.</summary>
/// <param name="Layers">The 0-based layers, in their order; of a choice null for all.</param>
/// <param name="Heads">The same of heads.</param>
internal sealed record LayersAndHeads(IReadOnlyList<int>? Layers, IReadOnlyList<int>? Heads)
{
    /// <summary>What is chosen of several stacks, which need not have the same: those that have any of the layers and any of the heads, with these.</summary>
    /// <param name="stacks">The stacks.</param>
    /// <param name="there">What one has.</param>
    /// <exception cref="AttnExtractException">A layer or head is in no stack, or no stack has both a layer and a head.</exception>
    public IReadOnlyList<(T Stack, LayersAndHeads Chosen)> Among<T>(IReadOnlyList<T> stacks, Func<T, LayersAndHeads> there)
    {
        RequireAny("layer", Layers, [.. stacks.SelectMany(stack => there(stack).Layers!)]);
        RequireAny("head", Heads, [.. stacks.SelectMany(stack => there(stack).Heads!)]);
        (T, LayersAndHeads Chosen)[] chosen =
        [
            .. from stack in stacks
               let has = there(stack)
               where has is { Layers.Count: > 0, Heads.Count: > 0 }
               let own = new LayersAndHeads(Among(Layers, has.Layers!), Among(Heads, has.Heads!))
               where own is { Layers: null or { Count: > 0 }, Heads: null or { Count: > 0 } }
               select (stack, own),
        ];
        return chosen.Length > 0 || (Layers is null && Heads is null)
            ? chosen
            : throw new AttnExtractException($"No kind of attention has {Named("layer", Layers)} and {Named("head", Heads)}: choose others.");
    }

    private static IReadOnlyList<int>? Among(IReadOnlyList<int>? wanted, IReadOnlyList<int> there) =>
        wanted is not { Count: > 0 } ? null : [.. wanted.Where(there.Contains)];

    private static void RequireAny(string what, IReadOnlyList<int>? wanted, IReadOnlyList<int> there)
    {
        foreach (int number in (wanted ?? []).Except(there))
        {
            throw new AttnExtractException(
                $"No kind of attention that is here has {what} {number}; there are {what}s {IndexSet.Text([.. there.Distinct().Order()])}: "
                + "choose among them.");
        }
    }

    private static string Named(string what, IReadOnlyList<int>? numbers) =>
        numbers is not { Count: > 0 } ? $"any {what}" : $"{what}{(numbers.Count > 1 ? "s" : "")} {IndexSet.Text(numbers)}";
}
