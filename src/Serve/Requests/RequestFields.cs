using System.Text.Json;
using AttnExtract.Cli.Completion;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Render.Colors;
using Microsoft.AspNetCore.Http;

namespace AttnExtract.Serve.Requests;

/// <summary>The fields of a request, and the command line that they come to.</summary>
internal sealed class RequestFields
{
    /// <summary>The field of the text.</summary>
    public const string Text = "text";

    /// <summary>The field of the model's name.</summary>
    public const string ModelField = "model";

    /// <summary>The field of the answer's format.</summary>
    public const string Format = "format";

    private const string On = "on";
    private const string Off = "off";
    private const string OneText = "one text or number";
    private const string ListOrText = "a text or a number, or a list of them";

    // Enough for what the longest models read; what a model does not read it refuses by itself.
    private const int LongestText = 100_000;

    private readonly ServedCommand _served;
    private readonly Dictionary<string, JsonElement> _fields;

    private RequestFields(ServedCommand served, Dictionary<string, JsonElement> fields)
    {
        _served = served;
        _fields = fields;
    }

    /// <summary>The name of the model; null for the first that is served.</summary>
    public string? ModelName => TextOf(ModelField);

    /// <summary>The extension of what is answered; <see cref="ServedCommand.Report"/> for a report.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public string Extension => TextOf(Format) is not { } format ? _served.Answer
        : format.TrimStart('.').All(char.IsAsciiLetterOrDigit) ? $".{format.TrimStart('.')}"
        : throw Wrong($"'{format}' is no format; an extension was expected, such as png.");

    /// <summary>The command that is meant.</summary>
    public ServedCommand Served => _served;

    /// <summary>The text of a field; null where it is not given.</summary>
    /// <exception cref="RequestException">It is no text.</exception>
    public string? TextOf(string name) =>
        _fields.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? TextOf(name, value) : null;

    /// <summary>The texts of a field that may be given several times.</summary>
    /// <exception cref="RequestException">One is no text.</exception>
    public string[] TextsOf(string name) =>
        !_fields.TryGetValue(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(one => TextOf(name, one))]
        : [TextOf(name, value)];

    /// <summary>Reads a request.</summary>
    /// <param name="served">The command that it is meant for.</param>
    /// <param name="body">An object of fields.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RequestException">It is something else, or has fields that the command does not take.</exception>
    public static async Task<RequestFields> ReadAsync(ServedCommand served, Stream body, CancellationToken cancellation)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Wrong("The request is no JSON; an object of fields was expected, such as {\"text\": \"The cat sat.\"}.");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("The request is JSON, but no object of fields, such as {\"text\": \"The cat sat.\"}.");
        }

        Dictionary<string, JsonElement> fields = [];
        foreach (JsonProperty field in root.EnumerateObject())
        {
            string name = Whole("The name of a field", () => field.Name).Replace('-', '_');
            if (!fields.TryAdd(name, field.Value))
            {
                throw Wrong($"The request names '{name}' twice.");
            }
        }

        RequestFields request = new(served, fields);
        request.RequireKnown();
        return request;
    }

    /// <summary>Refuses fields that are not heeded where something is switched off.</summary>
    /// <param name="heeded">Those that are.</param>
    /// <exception cref="RequestException">There are others.</exception>
    public void RequireOnly(IReadOnlyList<string> heeded)
    {
        foreach (string name in _fields.Keys.Where(name => !heeded.Contains(name) && _fields[name].ValueKind != JsonValueKind.Null))
        {
            throw Wrong($"'{name}' is not heeded where something is switched off: two whole runs are compared, by {string.Join(", ", heeded)} alone.");
        }
    }

    /// <summary>The command line that the fields come to.</summary>
    /// <param name="model">What names the model.</param>
    /// <exception cref="RequestException">A field has a value that no option takes.</exception>
    public IReadOnlyList<string> ToArguments(string model)
    {
        List<string> arguments = [.. _served.Fields.Where(field => _fields.ContainsKey(field.Key)).SelectMany(field => Arguments(field.Key, field.Value))];
        if (model != PretrainedModel.BundledFolder)
        {
            arguments.Add($"{ModelOptions.Model.Name}={model}");
        }

        arguments.Add(ReportOptions.Quiet.Name);
        arguments.AddRange(Extension == ServedCommand.Report
            ? [ReportOptions.Json.Name]
            : [$"{OutputOptions.Output.Name}={OutputOptions.Stdout}", $"{OutputOptions.Format.Name}={Extension}"]);
        return _fields.TryGetValue(Text, out JsonElement text) ? [.. arguments, "--", TextOf(Text, text)] : arguments;
    }

    private void RequireKnown()
    {
        string[] known = [Text, ModelField, .. _served.HasFormats ? [Format] : (string[])[], .. _served.Fields.Keys];
        Registry<string> names = new(
            one => [one],
            (typed, didYouMean, all) => $"'{_served.Command.Name}' takes no field '{typed}' here.{(didYouMean.Length > 0 ? didYouMean : $" It takes {all}.")}",
            known);
        foreach (string name in _fields.Keys.Where(name => !known.Contains(name)))
        {
            throw Wrong(names.Unknown(name).Message);
        }
    }

    private IEnumerable<string> Arguments(string name, System.CommandLine.Option option)
    {
        JsonElement value = _fields[name];
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (option.Arity.MaximumNumberOfValues == 0)
        {
            return value.ValueKind switch
            {
                JsonValueKind.True => [option.Name],
                JsonValueKind.False => [],
                _ => throw Wrong($"'{name}' is true or false, and nothing else."),
            };
        }

        if (value.ValueKind == JsonValueKind.True && option.Arity.MinimumNumberOfValues == 0)
        {
            return [option.Name];
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            string choice = value.ValueKind == JsonValueKind.True ? On : Off;
            return TakesChoice(option, choice) ? [$"{option.Name}={choice}"]
                : option.Arity.MinimumNumberOfValues == 0 ? []
                : throw Wrong($"'{name}' is {(TakesList(option) ? ListOrText : OneText)}, and neither true nor false.");
        }

        if (value.ValueKind == JsonValueKind.Array && !TakesList(option))
        {
            throw Wrong($"'{name}' is {OneText}, and the request gives a list.");
        }

        string[] texts = TextsOf(name);
        bool isRepeated = option.Arity.MaximumNumberOfValues > 1;
        return isRepeated ? texts.Select(text => $"{option.Name}={text}") : [$"{option.Name}={string.Join(',', texts)}"];
    }

    private static string TextOf(string name, JsonElement value)
    {
        string text = value.ValueKind switch
        {
            JsonValueKind.String => Whole($"'{name}'", () => value.GetString()!),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw Wrong($"'{name}' is {(name is Text or ModelField or Format ? OneText : ListOrText)}."),
        };
        return text.Length > LongestText ? throw Wrong($"'{name}' has {text.Length} characters, and {LongestText} are read at most; send a shorter text.")
            : name == ServedCommand.FieldOf(FigureOptions.Cmap) && Colormaps.IsFile(text)
                ? throw Wrong($"'{text}' is a file, and a request names none; give a colormap's name.")
            : text;
    }

    // Half a surrogate pair, and bytes that are no UTF-8, pass for JSON.
    private static string Whole(string what, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"{what} is not Unicode: it holds half a surrogate pair, or bytes that are no UTF-8.");
        }
    }

    private bool TakesChoice(System.CommandLine.Option option, string choice) => OptionValues.Of(_served.Command, option)?.Words.Contains(choice) == true;

    // Lists of numbers are no words that a shell could propose; help shows one.
    private bool TakesList(System.CommandLine.Option option) =>
        option.Arity.MaximumNumberOfValues > 1 || option.HelpName?.Contains(',') == true || OptionValues.Of(_served.Command, option) is { IsList: true };

    private static RequestException Wrong(string sentence) => new(StatusCodes.Status400BadRequest, sentence);
}
