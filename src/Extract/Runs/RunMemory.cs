using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using TorchSharp;

namespace AttnExtract.Extract;

/// <summary>
/// Whether a run can end well in the memory that is free. What is counted is what a run is known to take, so that nothing is refused that would fit.
/// </summary>
internal static class RunMemory
{
    /// <summary>Refuses a run that needs more memory than there is.</summary>
    /// <param name="model">The model, with the hooks of the run attached: what they watch is made, and else not.</param>
    /// <param name="first">The first layer that runs.</param>
    /// <param name="input">The texts.</param>
    /// <param name="kept">How many bytes will be kept of it.</param>
    /// <exception cref="AttnExtractException">There is less memory.</exception>
    public static void Require(PretrainedModel model, int first, ModelInput input, double kept)
    {
        (double rows, double tokens) = (input.TokenIds.shape[0], input.Length);
        StackMemory read = new(model, StackOrder.First, first, rows, tokens, 0, torch.is_grad_enabled());
        if (input.Target is not { } target)
        {
            Require(read, $"{Counted(rows, "text")} of {tokens} tokens", kept);
            return;
        }

        // One stack runs after the other.
        StackMemory written = new(model, StackOrder.Second, 0, rows, target.Length, tokens, torch.is_grad_enabled());
        StackMemory larger = written.Maps + written.States > read.Maps + read.States ? written : read;
        Require(larger, $"{Counted(rows, "text")} of {tokens} tokens with a target of {target.Length}", kept);
    }

    /// <inheritdoc cref="Require(PretrainedModel, int, ModelInput, double)"/>
    /// <param name="model">The model, with the hooks of the run attached: what they watch is made, and else not.</param>
    /// <param name="first">The first layer that runs.</param>
    /// <param name="rows">How many texts there are.</param>
    /// <param name="tokens">How many tokens each has, padding included.</param>
    /// <param name="kept">How many bytes will be kept of it.</param>
    public static void Require(PretrainedModel model, int first, double rows, double tokens, double kept) => Require(
        new StackMemory(model, StackOrder.First, first, rows, tokens, 0, torch.is_grad_enabled()), $"{Counted(rows, "text")} of {tokens} tokens", kept);

    /// <summary>How many bytes a capture keeps.</summary>
    /// <param name="spec">The model's structure.</param>
    /// <param name="names">The hook points whose numbers are kept.</param>
    /// <param name="options">Which heads are kept.</param>
    /// <param name="texts">The texts.</param>
    public static double OfKept(ModelSpec spec, ImmutableArray<HookName> names, CaptureOptions options, IReadOnlyList<Encoding> texts) =>
        sizeof(float) * texts.Sum(text => NumbersOfKept(spec, names, options, text));

    /// <summary>How many numbers a capture keeps of a text.</summary>
    /// <param name="spec">The model's structure.</param>
    /// <param name="names">The hook points whose numbers are kept.</param>
    /// <param name="options">Which heads are kept.</param>
    /// <param name="text">The text.</param>
    public static double NumbersOfKept(ModelSpec spec, ImmutableArray<HookName> names, CaptureOptions options, Encoding text)
    {
        return names.Sum(name => name.Site.Axes.Aggregate(1.0, (count, axis) => count * Length(name, axis)));

        double Length(HookName name, Axis axis) =>
            axis == Axis.Query && options.QueriesOf(text.Of(name.Stack)) is { } queries ? queries.Length
            : axis.CountsTokens ? text.Of(name.Site.IsCross && axis == Axis.Key ? StackOrder.First : name.Stack).Tokens.Count
            : axis == Axis.Head ? options.HeadsOf(spec[name.Stack]).Length
            : axis.LengthIn(spec[name.Stack]) ?? 1;
    }

    private static void Require(StackMemory need, string what, double kept) => FreeMemory.Require(
        need.Maps + need.States + kept,
        () => $"A run of {what}",
        () => need.Details(kept),
        () => need.Maps > 0 ? "take fewer layers or heads (--layers, --heads), or shorten the text" : "shorten the text");

    private static string Counted(double count, string what) => count == 1 ? $"one {what}" : $"{count} {what}s";
}
