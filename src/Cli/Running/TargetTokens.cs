using AttnExtract.Cli.Options;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Running;

/// <summary>What a decoder that reads an encoder is given of targets, without its weights.</summary>
internal sealed class TargetTokens
{
    private readonly DecoderStart _start;
    private readonly TextTokenizer _tokenizer;

    private TargetTokens(DecoderStart start, TextTokenizer tokenizer) => (_start, _tokenizer) = (start, tokenizer);

    /// <summary>Those of a model; null where it has no such decoder, or where only a tokenizer lies in its folder.</summary>
    /// <param name="call">The command line, which may name their language.</param>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="source">The tokenizer of what the encoder reads.</param>
    /// <exception cref="AttnExtractException">The language is unknown.</exception>
    public static TargetTokens? Of(Invocation call, string folder, TextTokenizer source) =>
        StartOf(folder) is not { } start ? null
        : new(start, (TextTokenizer.LoadTarget(PretrainedFolder.EncoderOf(folder)) ?? source).InLanguage(call.Value(TargetOptions.Language)));

    /// <summary>Whether a model has a decoder that reads targets.</summary>
    public static bool AreReadBy(string folder) => StartOf(folder) is not null;

    /// <summary>The tokens of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="options">How they are cut; without special tokens, what the decoder begins with is left out, too.</param>
    public Encoding Encode(string target, EncodingOptions options)
    {
        Encoding encoding = _tokenizer.Encode(target, null, options);
        return options.AddSpecialTokens ? _start.Shift(encoding, _tokenizer) : encoding;
    }

    private static DecoderStart? StartOf(string folder)
    {
        try
        {
            return PretrainedFolder.Open(folder).Structure.Start;
        }
        catch (AttnExtractException)
        {
            return null;
        }
    }
}
