using System.Collections.Immutable;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Lets a model write, of all words always the likeliest. Hooks that are attached to the model take part.</summary>
public static partial class ModelRuns
{
    /// <summary>How many tokens are written at most where nobody says.</summary>
    public const int UsualNewTokens = 40;

    /// <summary>Whether a model has a head for the next word.</summary>
    /// <param name="model">The model.</param>
    public static bool CanGenerate(this PretrainedModel model) => model.Heads.Find(HeadKind.CausalLanguageModel) is not null;

    /// <summary>What a decoder says: to the text that its encoder reads, or after its own text.</summary>
    /// <param name="model">A model with a head for the next word.</param>
    /// <param name="text">The text; of a model with an encoder and a decoder, its target is not looked at.</param>
    /// <param name="count">How many tokens at most.</param>
    /// <exception cref="AttnExtractException">The model has no such head, or the text is empty or too long.</exception>
    public static Generation Generate(this PretrainedModel model, TextPair text, int count = UsualNewTokens)
    {
        TaskHead head = model.Heads[HeadKind.CausalLanguageModel];
        Encoding encoding = Encodings.ToContinue(model, text with { Target = null }, truncate: false);
        bool isTarget = model.Structure.Second is not null;
        Encoding before = isTarget ? encoding.Target! : encoding;
        ImmutableArray<int> ends = model.Config.Ids("eos_token_id");
        int room = Math.Min(count, model.Structure.Last.MaximumLength - before.Tokens.Count);
        List<int> ids = [];
        bool isEnded = false;
        using (ModelTurn turn = ModelTurn.Of(model))
        {
            Tensor[] states = [];
            while (ids.Count < room && !isEnded)
            {
                using IDisposable scope = NewDisposeScope();
                Encoding read = Extended(model, encoding, before, ids);
                Tensor final = !isTarget ? turn.Run([read])
                    : states.Length == 0 ? turn.Run(model.Batch([read]), out states)
                    : turn.RunFrom(model.Spec.LayerCount, states[^1], model.Batch([read])); // [1, token, hidden]
                if (states.Length > 0 && ids.Count == 0)
                {
                    states[^1].MoveToOuterDisposeScope();
                }

                Tensor scores = head.call(final.narrow(1, final.shape[1] - 1, 1), Model.Network.Padding.None).flatten(); // [word]
                int next = Ranking.Highest<float>(scores.to(ScalarType.Float32).data<float>().ToArray());
                isEnded = ends.Contains(next);
                if (!isEnded)
                {
                    ids.Add(next);
                }
            }
        }

        Encoding whole = Extended(model, encoding, before, ids);
        IReadOnlyList<EncodingToken> tokens = (isTarget ? whole.Target! : whole).Tokens;
        return new Generation(
            whole, Decoded(model, ids), [.. tokens.Skip(before.Tokens.Count).Select(RecordToken.Of)], isEnded);
    }

    /// <summary>Captures what a model reads of tokens that are known already, such as those that it wrote itself.</summary>
    /// <inheritdoc cref="Capture(PretrainedModel, string, CaptureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="encoding">What it reads.</param>
    /// <param name="options">What to keep; every attention map when null.</param>
    public static AttentionRecord Capture(this PretrainedModel model, Encoding encoding, CaptureOptions? options = null) =>
        model.CaptureEncoded([encoding], options ?? CaptureOptions.Default)[0];

    // What the model reads once it has written some tokens.
    private static Encoding Extended(PretrainedModel model, Encoding encoding, Encoding before, IReadOnlyList<int> ids)
    {
        List<EncodingToken> tokens = [.. before.Tokens];
        string start = model.Structure.Second is null ? encoding.Text : "";
        int word = before.Tokens.Max(token => token.Word) + 1 ?? 0;
        int length = CodePoints(start);
        string said = "";
        for (int i = 0; i < ids.Count; i++)
        {
            string longer = Decoded(model, ids.Take(i + 1));
            bool beginsWord = longer.Length > said.Length && char.IsWhiteSpace(longer[said.Length]);
            word += i > 0 && beginsWord ? 1 : 0;
            (int from, int to) = (CodePoints(said), Math.Max(CodePoints(said), CodePoints(longer)));
            tokens.Add(new EncodingToken(ids[i], model.TargetTokenizer.TokenOf(ids[i]) ?? "", length + from, length + to, 0, 0, word));
            said = longer;
        }

        return model.Structure.Second is null
            ? encoding with { Text = start + said, Tokens = tokens }
            : encoding with { Target = before with { Text = said, Tokens = tokens } };
    }

    private static string Decoded(PretrainedModel model, IEnumerable<int> ids) =>
        model.TargetTokenizer.Decode(ids.Where(id => model.TargetTokenizer.TokenOf(id) is not null));

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
