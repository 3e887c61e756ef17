using AttnExtract.Ground;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Weights;

/// <summary>
/// Whether a configuration asks for about as many numbers as a checkpoint has, so that memory is taken for what is there and not for what a
/// damaged file promises. Smaller differences are told tensor by tensor once the model stands.
/// </summary>
internal static class PlausibleSize
{
    // Heads may be asked for that the files lack, and a table may be padded.
    private const double Slack = 1e6;

    // How many times as many numbers as are stored a configuration may ask for.
    private const double Excess = 2;

    /// <summary>Refuses what cannot be meant.</summary>
    /// <param name="spec">The structure.</param>
    /// <param name="heads">The heads that may be asked for.</param>
    /// <param name="checkpoint">What is stored.</param>
    /// <param name="folder">The model's folder, for messages.</param>
    /// <param name="most">How many numbers may be asked for however few are stored.</param>
    /// <exception cref="AttnExtractException">The configuration asks for far more.</exception>
    public static void Require(ModelSpec spec, IEnumerable<HeadSpec> heads, Checkpoint checkpoint, string folder, double most = 0)
    {
        double wanted = heads.Select(head => CountOf(head, spec.Last)).Append(spec.Stacks.Sum(stack => CountOf(spec[stack]))).Max();
        long stored = checkpoint.Tensors.Values.Sum(tensor => tensor.Count);
        if (wanted > Math.Max(most, (Excess * stored) + Slack))
        {
            throw new AttnExtractException(
                $"The weights in '{folder}' do not fit its config.json: the configuration asks for {wanted:0} numbers or more, but there are {stored}.");
        }
    }

    // Without norms and biases; in double precision, since products of a damaged file's sizes overflow.
    private static double CountOf(StackSpec spec)
    {
        double tables = ((double)spec.VocabularySize * spec.WordSize) + (((double)spec.TokenTypeCount + spec.TaskTypeCount) * spec.EmbeddingSize);
        double projection = (spec.ProjectsEmbeddings ? (double)spec.EmbeddingSize * spec.HiddenSize : 0)
            + (spec.WordProjection is null ? 0 : (double)spec.WordSize * spec.EmbeddingSize)
            + (spec.FinalSize == spec.HiddenSize ? 0 : (double)spec.FinalSize * spec.HiddenSize);
        ProjectionGroups groups = spec.Groups;
        double inside = spec.BlockSize;
        double asking = spec.HeadCount * inside * (1 + (1.0 / groups.Query));
        double asked = spec.KeyValueHeadCount * ((inside / groups.Key) + ((double)spec.HiddenSize / groups.Value));
        double attention = spec.HeadSize * (asking + asked);
        double mlp = inside * spec.IntermediateSize * ((spec.IsGated ? 1 : 0) + (1.0 / groups.MlpInput) + (1.0 / groups.MlpOutput));
        mlp *= 1.0 + (spec.Bottleneck?.BlockCount ?? 0);
        double convolution = (double)spec.HiddenSize * spec.HiddenSize * (spec.Convolution?.KernelSize ?? 0) / (spec.Convolution?.GroupCount ?? 1);
        double cross = spec.CrossAttention is { } source ? (double)spec.HeadCount * spec.HeadSize * 2 * ((double)spec.HiddenSize + source.SourceSize) : 0;
        return tables + projection + (spec.LayerGroupCount * (attention + cross + mlp)) + convolution + spec.Positions.Sum(position => position.CountOf(spec));
    }

    private static double CountOf(HeadSpec head, StackSpec spec)
    {
        double count = 0;
        double width = spec.FinalSize;
        foreach (HeadStep step in head.Steps)
        {
            count += width * step.Width;
            width = step.Width;
        }

        return count + (head.IsTied ? head.OutputSize : width * head.OutputSize);
    }
}
