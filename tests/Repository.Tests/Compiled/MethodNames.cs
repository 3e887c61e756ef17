using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>
/// Writes methods down so that a call in one assembly and the definition in another read alike:
/// <c>TorchSharp.torch+Tensor::add(TorchSharp.Scalar):TorchSharp.torch+Tensor</c>. Type arguments of a generic type are left away.
/// </summary>
internal sealed class MethodNames(MetadataReader metadata)
{
    private readonly TypeNames _types = new();

    public string Of(EntityHandle method) => method.Kind switch
    {
        HandleKind.MethodDefinition => Of(metadata.GetMethodDefinition((MethodDefinitionHandle)method)),
        HandleKind.MethodSpecification => Of(metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method),
        _ => Of(metadata.GetMemberReference((MemberReferenceHandle)method)),
    };

    /// <summary>The type that declares a method.</summary>
    public static string TypeIn(string name) => name[..name.IndexOf("::", StringComparison.Ordinal)];

    private string Of(MethodDefinition method) => Write(
        _types.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0), method.Name, method.DecodeSignature(_types, null));

    private string Of(MemberReference member) => Write(TypeOf(member.Parent), member.Name, member.DecodeMethodSignature(_types, null));

    private string TypeOf(EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => _types.GetTypeFromReference(metadata, (TypeReferenceHandle)parent, 0),
        HandleKind.TypeDefinition => _types.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)parent, 0),
        HandleKind.TypeSpecification => _types.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)parent, 0).Split('<')[0],
        _ => throw new BadImageFormatException($"A method that belongs to a {parent.Kind}."),
    };

    private string Write(string type, StringHandle name, MethodSignature<string> signature) =>
        $"{type}::{metadata.GetString(name)}({string.Join(", ", signature.ParameterTypes)}):{signature.ReturnType}";

    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            return type.GetDeclaringType() is { IsNil: false } outer
                ? $"{GetTypeFromDefinition(reader, outer, 0)}+{reader.GetString(type.Name)}"
                : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}+{reader.GetString(type.Name)}"
                : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetGenericTypeParameter(object? context, int index) => $"!{index}";

        public string GetGenericMethodParameter(object? context, int index) => $"!!{index}";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "method*";

        private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
    }
}
