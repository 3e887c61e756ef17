using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract;

/// <summary>Switches everything off in turn and says what difference it makes.</summary>
public static partial class ModelRuns
{
    /// <summary>Sweeps over one text.</summary>
    /// <inheritdoc cref="Sweep(PretrainedModel, IReadOnlyList{TextPair}, SweepOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">What is switched off, what takes its place, and what it is judged by.</param>
    public static Sweep Sweep(this PretrainedModel model, string text, SweepOptions? options = null) =>
        model.Sweep([new TextPair(text)], options);

    /// <summary>Sweeps over a corpus: effects are means over texts, with intervals and marks.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What is switched off, what takes its place, and what it is judged by.</param>
    /// <exception cref="AttnExtractException">
    /// There is no text, one cannot be read, or the model has not what the options ask for; the message says what.
    /// </exception>
    public static Sweep Sweep(this PretrainedModel model, IReadOnlyList<TextPair> texts, SweepOptions? options = null)
    {
        using SweepWork work = new(model, [options ?? SweepOptions.Default]);
        return work.Sweep(texts)[0].ToSweep();
    }

    /// <summary>Refuses a sweep that has nothing to switch off, as one of heads has where all were pruned.</summary>
    /// <exception cref="AttnExtractException">There is nothing.</exception>
    internal static void RequireAny(PretrainedModel model, string unit, int count)
    {
        if (count == 0)
        {
            throw new AttnExtractException(
                $"{model.Name} has nothing of the unit '{unit}' to switch off: too few heads are left in it; take another unit, such as layers.");
        }
    }
}
