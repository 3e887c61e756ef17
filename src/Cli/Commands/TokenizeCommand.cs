using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Commands;

/// <summary>Shows what a model reads: the tokens of a text.</summary>
internal sealed class TokenizeCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "tokenize";

    /// <inheritdoc/>
    public override string Summary => "show the tokens of a text, their ids and where in the text they stand";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn tokenize \"Unbelievable, isn't it?\"", "a table, one token a line"),
        new("attn tokenize \"Is it?\" --pair \"It is.\" --json", "two sentences read together, for programs"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        TextOptions.Input, .. TextOptions.OfFiles, TextOptions.Pair, TargetOptions.Language, ModelOptions.Model, ModelOptions.Refresh,
        TextOptions.Truncate, TokenOptions.MaxLength, TokenOptions.NoSpecialTokens,
    ];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        int? maxLength = TokenOptions.MaxLengthOf(call);
        IEnumerable<TextPair> texts = call.Has(ReportOptions.Json) ? TextOptions.Streamed(call) : TextOptions.Counted(call).Texts;
        string folder = ModelRun.FolderOf(call, withWeights: false);
        if (call.Has(TextOptions.Truncate))
        {
            maxLength = Math.Min(maxLength ?? int.MaxValue, PretrainedFolder.Open(folder).Spec.MaximumLength);
        }

        TextTokenizer tokenizer = TextTokenizer.Load(PretrainedFolder.EncoderOf(folder));
        call.Timings.Mark("tokenizer");
        EncodingOptions options = new() { MaxLength = maxLength, AddSpecialTokens = !call.Has(TokenOptions.NoSpecialTokens) };
        UnknownTokens unknown = new(tokenizer, folder, PretrainedFolder.NameOf(folder));
        TargetTokens? targets = TargetTokens.Of(call, folder, tokenizer);
        IEnumerable<Encoding> Encoded(IEnumerable<TextPair> some) => some.Select(text => targets is null ? text : text.InColumns()).Select(
            text => tokenizer.Encode(text.Text, text.Pair, options) with { Target = text.Target is { } target ? targets!.Encode(target, options) : null });
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), Encoded(texts.Select(unknown.Count)), WriteJson);
        }
        else
        {
            WriteTables(call, Encoded(texts.Select(unknown.Count)), Encoded(texts));
        }

        call.Timings.Mark("tokens");
        unknown.Remark(call);
    }

    private static void WriteTables(Invocation call, IEnumerable<Encoding> checkedFirst, IEnumerable<Encoding> encodings)
    {
        // Whatever fails does so before a line is sent: texts are read and cut once more.
        foreach (int cut in checkedFirst.Select(encoding => encoding.TruncatedCount + (encoding.Target?.TruncatedCount ?? 0)).Where(cut => cut > 0))
        {
            call.Note(Messages.CutOff(cut));
        }

        foreach ((int number, Encoding encoding) in encodings.Index())
        {
            if (TextOptions.AreMany(call))
            {
                call.Shell.Out.WriteLine($"{(number == 0 ? "" : "\n")}{encoding.Text}");
            }

            call.Shell.Out.Write(TokenTable.Of(encoding));
            if (encoding.Target is { } target)
            {
                call.Shell.Out.Write($"\n→ {target.Text}\n{TokenTable.Of(target)}");
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Encoding encoding)
    {
        IReadOnlyList<EncodingToken> tokens = encoding.Tokens;
        json.WriteString("text", encoding.Text);
        json.WriteString("pair", encoding.Pair);
        json.WriteNumbers("ids", tokens.Select(token => token.Id));
        json.WriteTexts("tokens", tokens.Select(token => token.Text));
        json.WritePropertyName("offsets");
        json.WriteRawValue($"[{string.Join(", ", tokens.Select(token => $"[{token.Start}, {token.End}]"))}]");
        json.WriteNumbers("type_ids", tokens.Select(token => token.TypeId));
        json.WriteNumbers("special_tokens_mask", tokens.Select(token => token.IsSpecial ? 1 : 0));
        json.WritePropertyName("word_ids");
        json.WriteRawValue($"[{string.Join(", ", tokens.Select(token => token.Word?.ToString() ?? "null"))}]");
        json.WriteNumber("truncated_tokens", encoding.TruncatedCount);
        if (encoding.Target is { } target)
        {
            json.WriteStartObject("target");
            WriteJson(json, target);
            json.WriteEndObject();
        }
    }
}
