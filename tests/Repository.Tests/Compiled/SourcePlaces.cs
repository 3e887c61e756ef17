using System.Collections.Immutable;
using System.Reflection.Metadata;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>The lines that a method's instructions were compiled from.</summary>
internal static class SourcePlaces
{
    // What is handed out names its sources below this, and no folder of a machine: DeterministicSourcePaths in src/Directory.Build.props.
    private const string Root = "/_/";

    public static ImmutableArray<(int Offset, string Place)> Of(MetadataReader? lines, MethodDefinitionHandle method) => lines is null
        ? []
        :
        [
            .. from point in lines.GetMethodDebugInformation(method).GetSequencePoints()
               where !point.IsHidden
               let document = lines.GetString(lines.GetDocument(point.Document).Name)
               let path = document.StartsWith(Root, StringComparison.Ordinal)
                   ? document[Root.Length..]
                   : Path.GetRelativePath(ReferenceData.RepositoryRoot, document).Replace('\\', '/')
               select (point.Offset, $"{path}:{point.StartLine}"),
        ];
}
