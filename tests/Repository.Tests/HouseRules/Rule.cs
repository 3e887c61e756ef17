namespace AttnExtract.Repository.Tests.HouseRules;

/// <summary>How a house rule fails: every place that breaks it, then what to do instead.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> offences, string instead)
    {
        string[] found = [.. offences.Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0, $"{string.Join('\n', found)}\n=> {instead}");
    }
}
