using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace AttnExtract.Repository.Tests.Compiled;

/// <summary>The instructions of a method body that name a method; ECMA-335, partition III.</summary>
internal static class IlCalls
{
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<(EntityHandle Target, bool IsConstruction, int Offset)> In(byte[] body)
    {
        for (int at = 0; at < body.Length;)
        {
            OpCode code = Codes[body[at] == TwoBytes ? BinaryPrimitives.ReadInt16BigEndian(body.AsSpan(at)) : body[at]];
            int operand = at + code.Size;
            if (code.OperandType == OperandType.InlineMethod)
            {
                int token = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(operand));
                yield return ((EntityHandle)MetadataTokens.Handle(token), code == OpCodes.Newobj, at);
            }

            at = operand + code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(operand))),
                _ => 4,
            };
        }
    }
}
