using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;

namespace AttnExtract.Cli.Output;

/// <summary>What a head makes of one text, as lines of what, with which probability, and where.</summary>
/// <param name="Text">The text.</param>
/// <param name="Task">The head's key.</param>
/// <param name="Lines">The lines, in the order of the text and likeliest first.</param>
/// <param name="Written">What the model wrote; null where it was asked for what it says of the text alone.</param>
internal sealed record Prediction(string Text, HeadKind Task, IReadOnlyList<PredictedLine> Lines, Generation? Written = null)
{
    /// <summary>What a decoder wrote, with what else each word could have been.</summary>
    public static Prediction Of(TextPair text, Generation written) =>
        new(text.Text, HeadKind.CausalLanguageModel, [.. written.Choices.SelectMany(ToLines)], written);

    /// <summary>Asks the head that the model has; one that was trained for the whole task before one that came along.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="count">How many words, classes or labels are kept.</param>
    /// <param name="truncate">Whether a text that is too long is cut off.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <exception cref="AttnExtractException">The model has no such head, or the text does not fit it.</exception>
    public static Prediction Of(PretrainedModel model, TextPair text, int count, bool truncate, IReadOnlyList<Ablation>? ablations = null)
    {
        bool Has(HeadKind kind) => model.Heads.Find(kind) is not null;
        if (Has(HeadKind.SequenceClass))
        {
            return new(text.Text, HeadKind.SequenceClass, [.. Ranked(null, null, model.Classify(text, ablations, truncate), count)]);
        }

        if (Has(HeadKind.TokenClass) || Has(HeadKind.ReplacedToken))
        {
            return new(text.Text, Has(HeadKind.ReplacedToken) ? HeadKind.ReplacedToken : HeadKind.TokenClass, [.. model.LabelTokens(text, ablations, truncate)
                .SelectMany(at => Ranked(at.Position, at.Token.Text, at.Labels, count))]);
        }

        if (Has(HeadKind.Answer))
        {
            string pair = text.Pair ?? throw new AttnExtractException(Messages.NoPassage());
            AnswerSpan answer = model.Answer(text.Text, pair, ablations, truncate);
            return new(text.Text, HeadKind.Answer, [new(null, null, answer.Text, answer.Probability, answer.Probability)]);
        }

        HeadKind words = Has(HeadKind.CausalLanguageModel) ? HeadKind.CausalLanguageModel : HeadKind.MaskedLanguageModel;
        return new(text.Text, words, [.. model.GuessWords(text, count, ablations, truncate).SelectMany(ToLines)]);
    }

    /// <summary>For people.</summary>
    public string ToText() =>
        (Written is null ? "" : $"{Messages.Generated(Written)}\n") + TextTable.Of([], [.. Lines.Select(line => line.ToColumns())]);

    /// <summary>For programs: the properties of one object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("text", Text);
        json.WriteString("task", Task.Key);
        if (Written is not null)
        {
            json.WriteStartObject("written");
            json.WriteString("text", Written.Text);
            json.WriteTexts("tokens", Written.Tokens.Select(token => token.Text));
            json.WriteNumbers("ids", Written.Tokens.Select(token => token.Id));
            json.WriteBoolean("ended", Written.IsEnded);
            json.WriteEndObject();
        }

        json.WriteStartArray("predictions");
        foreach (PredictedLine line in Lines)
        {
            line.WriteJson(json);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<PredictedLine> ToLines(WordGuesses at) =>
        at.Words.Select(word => new PredictedLine(at.Position, at.Token.Text, word.Token ?? $"#{word.Id}", word.Score, word.Probability));

    private static IEnumerable<PredictedLine> Ranked(int? position, string? token, IEnumerable<LabelScore> labels, int count) =>
        labels.Take(count).Select(label => new PredictedLine(position, token, label.Label, label.Score, label.Probability));
}
