using System.Text.Json;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using Option = System.CommandLine.Option;

namespace AttnExtract.Serve.Requests;

/// <summary>The interface for programs, described as OpenAPI 3.1 has it, in the words of help.</summary>
internal static class OpenApi
{
    private static readonly Lazy<byte[]> Made = new(() => JsonBytes.Of(Write));

    /// <summary>The description.</summary>
    public static byte[] Document => Made.Value;

    private static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        Object(json, "info", () =>
        {
            json.WriteString("title", "attn serve");
            json.WriteString("version", ProductVersion.Text);
            json.WriteString("summary", "The commands of attn over HTTP, in the same words.");
        });
        json.WriteStartArray("security");
        json.WriteStartObject();
        json.WriteStartArray("token");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        Object(json, "paths", () =>
        {
            foreach (ServedCommand served in ServedCommand.All)
            {
                Object(json, $"/api/{served.Command.Name}", () => Object(json, "post", () =>
                    WriteCommand(json, served, served.Command.Name, served.Command.Summary)));
            }

            Object(json, "/api/look", () => Object(json, "post", () =>
                WriteCommand(json, ServedCommand.Get("view"), "look", "what the page of a browser shows: view, and with ablate what changes")));
            Get(json, "/api/look/measures", "the measures that /api/look shows");
            Get(json, "/api/status", "which models are served, and whether runs wait");
            Get(json, "/api/list/{subject}", "attn list: colormaps, norms, measures, …", "subject");
            Get(json, "/openapi.json", "this description");
        });
        Object(json, "components", () => Object(json, "securitySchemes", () => Object(json, "token", () =>
        {
            json.WriteString("type", "http");
            json.WriteString("scheme", "bearer");
        })));
        json.WriteEndObject();
    }

    private static void WriteCommand(Utf8JsonWriter json, ServedCommand served, string name, string summary)
    {
        json.WriteString("operationId", name);
        json.WriteString("summary", summary);
        Object(json, "requestBody", () => Content(json, "application/json", () =>
        {
            json.WriteString("type", "object");
            json.WriteStartArray("required");
            json.WriteStringValue(RequestFields.Text);
            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            Object(json, "properties", () =>
            {
                Field(json, RequestFields.Text, "string", "the sentence");
                Field(json, RequestFields.ModelField, "string", "a model of /api/status; else the first");
                if (served.HasFormats)
                {
                    string usual = served.Answer == ServedCommand.Report ? "a report in JSON" : served.Answer;
                    Field(json, RequestFields.Format, "string", $"the format of the answer, as an extension; else {usual}");
                }

                foreach ((string field, Option option) in served.Fields)
                {
                    OptionWords words = served.Command.WordsOf(option);
                    Field(json, field, TypeOf(option), words.Description);
                }
            });
        }));
        Object(json, "responses", () =>
        {
            Object(json, "200", () =>
            {
                json.WriteString("description", "the answer; or with Accept: text/event-stream, events place, running, and result or problem");
            });
            Object(json, "default", () =>
            {
                json.WriteString("description", "one sentence that says what went wrong, in 'detail'");
                Content(json, "application/problem+json", () => json.WriteString("type", "object"));
            });
        });
    }

    private static void Get(Utf8JsonWriter json, string path, string summary, string? parameter = null) =>
        Object(json, path, () => Object(json, "get", () =>
        {
            json.WriteString("summary", summary);
            if (parameter is not null)
            {
                json.WriteStartArray("parameters");
                json.WriteStartObject();
                json.WriteString("name", parameter);
                json.WriteString("in", "path");
                json.WriteBoolean("required", true);
                Object(json, "schema", () => json.WriteString("type", "string"));
                json.WriteEndObject();
                json.WriteEndArray();
            }

            Object(json, "responses", () => Object(json, "200", () => json.WriteString("description", "JSON")));
        }));

    // A list is taken where an option may be given several times, or reads commas.
    private static string[] TypeOf(Option option) =>
        option.Arity.MaximumNumberOfValues == 0 ? ["boolean"]
        : option.Arity.MinimumNumberOfValues == 0 ? ["string", "number", "boolean"]
        : ["string", "number", "array"];

    private static void Field(Utf8JsonWriter json, string name, string type, string description) => Field(json, name, [type], description);

    private static void Field(Utf8JsonWriter json, string name, string[] types, string description) => Object(json, name, () =>
    {
        json.WriteTexts("type", types);
        json.WriteString("description", description);
    });

    private static void Content(Utf8JsonWriter json, string type, Action schema) =>
        Object(json, "content", () => Object(json, type, () => Object(json, "schema", schema)));

    private static void Object(Utf8JsonWriter json, string name, Action write)
    {
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }
}
