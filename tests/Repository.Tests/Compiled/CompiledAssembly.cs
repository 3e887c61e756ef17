using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>The methods of an assembly as the compiler left them: conversions and defaults that no source file shows are calls there.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(ImmutableArray<CompiledMethod> methods)
    {
        Methods = methods;
    }

    /// <summary>Every method with a body, those that the compiler made too.</summary>
    public ImmutableArray<CompiledMethod> Methods { get; }

    /// <summary>Reads an assembly, and the file beside it that knows the lines that it was compiled from.</summary>
    public static CompiledAssembly Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        file.TryOpenAssociatedPortablePdb(path, name => File.Exists(name) ? File.OpenRead(name) : null, out MetadataReaderProvider? lines, out _);
        using (lines)
        {
            return Read(file, lines?.GetMetadataReader());
        }
    }

    /// <summary>Reads an assembly that is no file.</summary>
    public static CompiledAssembly Read(Stream stream)
    {
        using PEReader file = new(stream);
        return Read(file, null);
    }

    private static CompiledAssembly Read(PEReader file, MetadataReader? lines)
    {
        MetadataReader metadata = file.GetMetadataReader();
        MethodNames names = new(metadata);
        return new CompiledAssembly(
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where method.RelativeVirtualAddress != 0
               let calls = IlCalls.In(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!)
               select new CompiledMethod(
                   names.Of(handle),
                   method.Attributes.HasFlag(MethodAttributes.Virtual),
                   [.. from call in calls select new CompiledCall(names.Of(call.Target), call.IsConstruction, call.Offset)],
                   SourcePlaces.Of(lines, handle)),
        ]);
    }
}
