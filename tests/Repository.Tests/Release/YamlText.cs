using AttnExtract.Repository.Tests.HouseRules;
using YamlDotNet.RepresentationModel;

namespace AttnExtract.Repository.Tests.Release;

/// <summary>A file of YAML, as a YAML library reads it.</summary>
internal static class YamlText
{
    /// <summary>The one document of a file.</summary>
    public static YamlMappingNode Read(string path)
    {
        YamlStream stream = [];
        using StringReader reader = new(RepositoryFiles.Read(path));
        stream.Load(reader);
        return Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
    }

    /// <summary>The keys of a mapping, in order.</summary>
    public static IEnumerable<string> Keys(this YamlMappingNode mapping) => mapping.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    /// <summary>A text in a mapping; empty where there is none.</summary>
    public static string Text(this YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out YamlNode? value) && value is YamlScalarNode { Value: { } text } ? text : "";

    /// <summary>A list in a mapping.</summary>
    public static IEnumerable<YamlNode> List(this YamlNode node, string key) => ((YamlSequenceNode)node[key]).Children;
}
