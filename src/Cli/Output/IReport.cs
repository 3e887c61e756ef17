using System.Text.Json;

namespace AttnExtract.Cli.Output;

/// <summary>Something to say, for people and for programs.</summary>
internal interface IReport
{
    /// <summary>For people.</summary>
    string ToText();

    /// <summary>For programs: one JSON value.</summary>
    void WriteJson(Utf8JsonWriter json);
}
