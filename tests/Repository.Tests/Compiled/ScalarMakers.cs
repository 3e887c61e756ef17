namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>
/// The methods of TorchSharp that make a <c>Scalar</c> on the way, read from its own code. They pass its address to libtorch and
/// let go of it, so that a collection during the call frees what is being read; their caller can keep nothing alive.
/// </summary>
internal static class ScalarMakers
{
    private static readonly Lazy<HashSet<string>> Found = new(Find);

    /// <summary>As <see cref="MethodNames"/> writes them.</summary>
    public static IReadOnlySet<string> All => Found.Value;

    // Whoever calls a maker is one; whoever constructs an object may run all that the object overrides.
    private static HashSet<string> Find()
    {
        CompiledAssembly library = CompiledAssembly.Read(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll"));
        ILookup<string, string> overrides = library.Methods.Where(method => method.IsVirtual).ToLookup(method => method.Type, method => method.Name);
        ILookup<string, string> callers = (
            from method in library.Methods
            from call in method.Calls
            from target in call.IsConstruction ? overrides[MethodNames.TypeIn(call.Target)].Append(call.Target) : [call.Target]
            select (Caller: method.Name, Target: target)).ToLookup(edge => edge.Target, edge => edge.Caller);

        HashSet<string> makers =
            [.. callers.Select(calls => calls.Key).Where(name => name.StartsWith("TorchSharp.Scalar::.ctor(", StringComparison.Ordinal))];
        Queue<string> open = new(makers);
        while (open.TryDequeue(out string? maker))
        {
            foreach (string caller in callers[maker].Where(makers.Add))
            {
                open.Enqueue(caller);
            }
        }

        return makers;
    }
}
