using System.Collections.Immutable;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
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

    /// <summary>
    /// What a decoder says: to the text that its encoder reads, after the target where it has one, or after its own text. Keys and values of
    /// what was read are kept, unless hooks are attached: they see every token at every word, as they would without.
    /// </summary>
    /// <param name="model">A model with a head for the next word.</param>
    /// <param name="text">The text.</param>
    /// <param name="count">How many tokens at most; null for as many as there is room for, up to <see cref="UsualNewTokens"/>.</param>
    /// <param name="guesses">How many words are kept of each choice, likeliest first: the one that was written, and those that were not.</param>
    /// <exception cref="AttnExtractException">The model has no such head, or the text is empty or leaves no room for so many tokens.</exception>
    public static Generation Generate(this PretrainedModel model, TextPair text, int? count = null, int guesses = 1)
    {
        TaskHead head = model.Heads[HeadKind.CausalLanguageModel];
        Encoding encoding = Encodings.ToWriteOn(model, text);
        bool isTarget = model.Structure.Second is not null;
        Encoding before = isTarget ? encoding.Target! : encoding;
        ImmutableArray<int> ends = model.Config.Ids("eos_token_id");
        // Such as the padding of Marian, which the library never lets it write.
        ImmutableArray<int> never = model.Config.SingleIds("bad_words_ids");
        int most = Room(model, before, count);
        List<EncodingToken> read = [.. before.Tokens];
        List<int> ids = [];
        List<ImmutableArray<WordGuess>> choices = [];
        bool isEnded = false;
        using (ModelTurn turn = ModelTurn.Of(model))
        using (KeyValueCache cache = new(before.Tokens.Count + most))
        {
            while (ids.Count < most && !isEnded)
            {
                using IDisposable scope = NewDisposeScope();
                ModelInput input = model.Batch([isTarget ? encoding with { Target = before with { Tokens = read } } : encoding with { Tokens = read }]);
                Tensor final = model.Hooks.HaveListeners ? turn.Run(input) : turn.Continue(input, cache); // [1, token, hidden]
                Tensor scores = head.call(final.narrow(1, final.shape[1] - 1, 1), Padding.None).flatten(); // [word]
                SelfCheck.RequireFinite(scores, $"The scores of the head for {head.Spec.Kind.Meaning}");
                scores = never.IsEmpty ? scores : scores.IndexFill(0, NewTensor.Indices(never, scores.device), double.NegativeInfinity); // [word]
                choices.Add(Likeliest(model, scores, Math.Max(guesses, 1)));
                int next = choices[^1][0].Id;
                isEnded = ends.Contains(next);
                if (!isEnded)
                {
                    ids.Add(next);
                    read.Add(new EncodingToken(next, "", 0, 0, TypeId: 0, Sequence: 0, Word: null));
                }
            }
        }

        Encoding whole = Extended(model, encoding, before, ids);
        ImmutableArray<RecordToken> tokens = [.. (isTarget ? whole.Target! : whole).Tokens.Select(RecordToken.Of)];
        int first = before.Tokens.Count;
        return new Generation(
            whole, Said(model, before, ids), tokens[first..], isEnded,
            [.. choices.Select((words, i) => new WordGuesses(first - 1 + i, tokens[first - 1 + i], words))]);
    }

    /// <summary>Whether a decoder is left nothing to read: no target is given, and the model's task does not say what else it reads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="kind">The attention that is asked for; null for whichever there is.</param>
    public static bool LacksTarget(this PretrainedModel model, TextPair text, AttentionKind? kind) =>
        model.Structure.Second is not null && kind != AttentionKind.Encoder && Encodings.WithTarget(model, text, truncate: true).Target is null;

    /// <summary>Captures what a model reads of tokens that are known already, such as those that it wrote itself.</summary>
    /// <inheritdoc cref="Capture(PretrainedModel, string, CaptureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="encoding">What it reads.</param>
    /// <param name="options">What to keep; every attention map when null.</param>
    public static AttentionRecord Capture(this PretrainedModel model, Encoding encoding, CaptureOptions? options = null) =>
        model.CaptureEncoded([encoding], options ?? CaptureOptions.Default, _ => Encodings.InputOf(model, encoding))[0];

    // How many tokens are written at most.
    private static int Room(PretrainedModel model, Encoding before, int? count)
    {
        int read = before.Tokens.Count;
        StackSpec stack = model.Structure.Last;
        int room = stack.MaximumLength - read;
        string what = model.Structure.Second is null ? "text" : "target";
        return room == 0
                ? throw new AttnExtractException(
                    $"The {what} has {read} tokens, as many as {model.Name} reads: there is no room for a word after it. Shorten it.")
                {
                    RefusedText = before.Text,
                }
            : count > room && room > 0
                ? throw new AttnExtractException(
                    $"{model.Name} reads at most {stack.MaximumLength} tokens, of which the {what} takes {read}: there is room for {room} more, "
                    + $"not for {count}. Shorten it, or take fewer (--max-new-tokens).")
                {
                    RefusedText = before.Text,
                }
            : count ?? Math.Min(UsualNewTokens, Math.Max(room, 1));
    }

    // What the model reads once it has written some tokens.
    private static Encoding Extended(PretrainedModel model, Encoding encoding, Encoding before, IReadOnlyList<int> ids)
    {
        List<EncodingToken> tokens = [.. before.Tokens];
        int word = before.Tokens.Max(token => token.Word) + 1 ?? 0;
        int length = CodePoints(before.Text);
        string said = "";
        for (int i = 0; i < ids.Count; i++)
        {
            string longer = Said(model, before, ids.Take(i + 1));
            bool beginsWord = longer.Length > said.Length && char.IsWhiteSpace(longer[said.Length]);
            word += i > 0 && beginsWord ? 1 : 0;
            (int from, int to) = (CodePoints(said), Math.Max(CodePoints(said), CodePoints(longer)));
            tokens.Add(new EncodingToken(ids[i], model.TargetTokenizer.TokenOf(ids[i]) ?? "", length + from, length + to, 0, 0, word));
            said = longer;
        }

        Encoding extended = before with { Text = before.Text + said, Tokens = tokens };
        return model.Structure.Second is null ? extended : encoding with { Target = extended };
    }

    // What is written after a text begins with the blank that parts it from that; alone it would lose it.
    private static string Said(PretrainedModel model, Encoding before, IEnumerable<int> ids)
    {
        int[] read = [.. before.Tokens.Where(token => !token.IsSpecial).Select(token => token.Id)];
        string start = Decoded(model, read);
        string whole = Decoded(model, read.Concat(ids));
        return whole.StartsWith(start, StringComparison.Ordinal) ? whole[start.Length..] : Decoded(model, ids);
    }

    private static string Decoded(PretrainedModel model, IEnumerable<int> ids) =>
        model.TargetTokenizer.Decode(ids.Where(id => model.TargetTokenizer.TokenOf(id) is not null));

    private static int CodePoints(string text) => text.EnumerateRunes().Count();
}
