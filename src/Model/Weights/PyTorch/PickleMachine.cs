using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.PyTorch;

/// <summary>
/// Reads a Python pickle without running any of it. A pickle is a program for a stack machine; this machine knows the
/// instructions that build plain values, and asks a <see cref="PickleVocabulary"/> what the few names that tensors need mean.
/// Every other instruction and name ends the reading. Source: Python's own Lib/pickletools.py describes each instruction.
/// </summary>
internal sealed class PickleMachine
{

    // What Python's pickle calls the instructions that could run code, or that no tensor needs.
    private static readonly Dictionary<byte, string> Refused = new()
    {
        [(byte)'i'] = "INST",
        [(byte)'o'] = "OBJ",
        [0x81] = "NEWOBJ",
        [0x92] = "NEWOBJ_EX",
        [0x82] = "EXT1",
        [0x83] = "EXT2",
        [0x84] = "EXT4",
        [(byte)'P'] = "PERSID",
        [(byte)'2'] = "DUP",
        [(byte)'I'] = "INT",
        [(byte)'L'] = "LONG",
        [(byte)'F'] = "FLOAT",
        [(byte)'S'] = "STRING",
        [(byte)'T'] = "BINSTRING",
        [(byte)'U'] = "SHORT_BINSTRING",
        [(byte)'V'] = "UNICODE",
        [(byte)'B'] = "BINBYTES",
        [(byte)'C'] = "SHORT_BINBYTES",
        [0x8b] = "LONG4",
        [0x8e] = "BINBYTES8",
        [0x96] = "BYTEARRAY8",
        [0x97] = "NEXT_BUFFER",
        [0x98] = "READONLY_BUFFER",
        [0x8f] = "EMPTY_SET",
        [0x90] = "ADDITEMS",
        [0x91] = "FROZENSET",
        [(byte)'l'] = "LIST",
        [(byte)'d'] = "DICT",
        [(byte)'g'] = "GET",
        [(byte)'p'] = "PUT",
    };

    private readonly string _path;
    private readonly byte[] _program;
    private readonly PickleVocabulary _vocabulary;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;
    private int _instruction;

    private PickleMachine(string path, byte[] program, int position, PickleVocabulary vocabulary)
    {
        _path = path;
        _program = program;
        _position = position;
        _vocabulary = vocabulary;
    }

    /// <summary>
    /// Reads a pickle. What comes out is null, a truth value, a <see cref="long"/>, a <see cref="double"/>, a text, an array
    /// (Python's tuple), a list, a dictionary with texts as keys (a whole number is a key as its digits), or what the vocabulary gave.
    /// </summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="program">The pickle, and whatever stands around it.</param>
    /// <param name="position">Where it begins; afterwards, where it ended.</param>
    /// <param name="vocabulary">What names mean.</param>
    /// <exception cref="AttnExtractException">The pickle is damaged, or wants something that tensors do not need.</exception>
    public static object? Read(string path, byte[] program, ref int position, PickleVocabulary vocabulary)
    {
        PickleMachine machine = new(path, program, position, vocabulary);
        object? value = machine.Run();
        position = machine._position;
        return value;
    }

    private object? Run()
    {
        while (true)
        {
            _instruction = _position;
            byte code = Take(1)[0];
            if (code == (byte)'.')
            {
                return Pop();
            }

            Execute(code);
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                Take(1);
                break;
            case 0x95: // FRAME
                Take(sizeof(long));
                break;
            case (byte)'(': // MARK
                _marks.Push(_stack.Count);
                break;
            case (byte)'0': // POP
                Pop();
                break;
            case (byte)'1': // POP_MARK
                PopToMark();
                break;
            case (byte)'N': // NONE
                Push(null);
                break;
            case 0x88: // NEWTRUE
                Push(true);
                break;
            case 0x89: // NEWFALSE
                Push(false);
                break;
            case (byte)'J': // BININT
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));
                break;
            case (byte)'K': // BININT1
                Push((long)Take(1)[0]);
                break;
            case (byte)'M': // BININT2
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))));
                break;
            case 0x8a: // LONG1
                Push(TakeLong(Take(1)[0]));
                break;
            case (byte)'G': // BINFLOAT
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double))));
                break;
            case 0x8c: // SHORT_BINUNICODE
                Push(TakeText(Take(1)[0]));
                break;
            case (byte)'X': // BINUNICODE
                Push(TakeText(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))));
                break;
            case 0x8d: // BINUNICODE8
                Push(TakeText(BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)))));
                break;
            case (byte)']': // EMPTY_LIST
                Push(new List<object?>());
                break;
            case (byte)'a': // APPEND
                Append([Pop()]);
                break;
            case (byte)'e': // APPENDS
                Append(PopToMark());
                break;
            case (byte)')': // EMPTY_TUPLE
                Push(Array.Empty<object?>());
                break;
            case 0x85: // TUPLE1
                Push(PopMany(1));
                break;
            case 0x86: // TUPLE2
                Push(PopMany(2));
                break;
            case 0x87: // TUPLE3
                Push(PopMany(3));
                break;
            case (byte)'t': // TUPLE
                Push(PopToMark());
                break;
            case (byte)'}': // EMPTY_DICT
                Push(new OrderedDictionary<string, object?>(StringComparer.Ordinal));
                break;
            case (byte)'s': // SETITEM
                SetItems(PopMany(2));
                break;
            case (byte)'u': // SETITEMS
                SetItems(PopToMark());
                break;
            case (byte)'q': // BINPUT
                _memo[Take(1)[0]] = Peek();
                break;
            case (byte)'r': // LONG_BINPUT
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))] = Peek();
                break;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = Peek();
                break;
            case (byte)'h': // BINGET
                Push(Remembered(Take(1)[0]));
                break;
            case (byte)'j': // LONG_BINGET
                Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))));
                break;
            case (byte)'c': // GLOBAL
                Push(_vocabulary.Global(TakeLine(), TakeLine()));
                break;
            case 0x93: // STACK_GLOBAL
                string name = PopText();
                Push(_vocabulary.Global(PopText(), name));
                break;
            case (byte)'R': // REDUCE
                object?[] arguments = Pop() as object?[] ?? throw Damaged("the arguments of a call are no tuple");
                Push(_vocabulary.Call(Pop(), arguments));
                break;
            case (byte)'Q': // BINPERSID
                Push(_vocabulary.Persistent(Pop()));
                break;
            case (byte)'b': // BUILD
                // The attributes of a dictionary (PyTorch's _metadata) say nothing about its tensors.
                Pop();
                RequireDictionary();
                break;
            default:
                throw new AttnExtractException(
                    $"'{_path}' is refused: its pickle has the instruction {Refused.GetValueOrDefault(code, $"0x{code:x2}")} "
                    + $"at byte {_instruction}, which tensors do not need; nothing of it was run.");
        }
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    // What lies below the last mark belongs to whoever set it.
    private object? Peek()
    {
        int bottom = _marks.TryPeek(out int mark) ? mark : 0;
        return _stack.Count > bottom ? _stack[^1] : throw Damaged("a value is missing");
    }

    private string PopText() => Pop() as string ?? throw Damaged("a name is no text");

    private object?[] PopMany(int count)
    {
        object?[] values = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        int mark = _marks.TryPop(out int position) ? position : throw Damaged("a mark is missing");
        object?[] values = [.. _stack[mark..]];
        _stack.RemoveRange(mark, values.Length);
        return values;
    }

    private void Append(object?[] values) =>
        (Peek() as List<object?> ?? throw Damaged("something that is no list is appended to")).AddRange(values);

    private void SetItems(object?[] pairs)
    {
        OrderedDictionary<string, object?> dictionary = RequireDictionary();
        if (pairs.Length % 2 != 0)
        {
            throw Damaged("a key has no value");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            // The states of optimizers, which checkpoints of trainings hold beside the weights, have numbers as keys.
            string key = pairs[i] switch
            {
                string text => text,
                long number => number.ToString(CultureInfo.InvariantCulture),
                _ => throw Damaged("a key is no text"),
            };
            dictionary[key] = pairs[i + 1];
        }
    }

    private OrderedDictionary<string, object?> RequireDictionary() =>
        Peek() as OrderedDictionary<string, object?> ?? throw Damaged("something that is no dictionary is given items");

    private object? Remembered(long index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw Damaged($"value {index} was never remembered");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _program.Length - _position)
        {
            throw Damaged("it is cut off");
        }

        _position += count;
        return _program.AsSpan(_position - count, count);
    }

    private string TakeText(ulong length)
    {
        if (length > (ulong)_program.Length)
        {
            throw Damaged("it is cut off");
        }

        try
        {
            return StrictUtf8.Encoding.GetString(Take((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text is not Unicode");
        }
    }

    private string TakeLine()
    {
        int length = _program.AsSpan(_position).IndexOf((byte)'\n');
        string line = TakeText(length < 0 ? ulong.MaxValue : (ulong)length);
        Take(1);
        return line;
    }

    private long TakeLong(int length)
    {
        if (length > sizeof(long))
        {
            throw Damaged("a number is larger than 64 bits");
        }

        // Little-endian, and its last byte has the sign.
        ReadOnlySpan<byte> bytes = Take(length);
        long value = length > 0 && (sbyte)bytes[^1] < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private AttnExtractException Damaged(string what) => new($"'{_path}' is damaged: at byte {_instruction} of its pickle, {what}.");
}
