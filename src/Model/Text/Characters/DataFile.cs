using System.Text.Json;

namespace AttnExtract.Model.Text.Characters;

/// <summary>The tables under <c>Text/Data</c>, which travel inside the assembly.</summary>
internal static class DataFile
{
    public static JsonDocument Read(string name)
    {
        using Stream stream = typeof(DataFile).Assembly.GetManifestResourceStream($"AttnExtract.Model.Text.Data.{name}")
            ?? throw new InvalidOperationException($"The assembly lacks its table '{name}'.");
        return JsonDocument.Parse(stream);
    }
}
