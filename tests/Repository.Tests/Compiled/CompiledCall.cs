namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>One instruction that names a method.</summary>
/// <param name="Target">The method, as <see cref="MethodNames"/> writes it.</param>
/// <param name="IsConstruction">Whether it makes an object.</param>
/// <param name="Offset">Where it stands in its body, in bytes.</param>
internal sealed record CompiledCall(string Target, bool IsConstruction, int Offset);
