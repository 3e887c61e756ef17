using System.Buffers;
using System.Runtime.InteropServices;

namespace AttnExtract.Ground;

/// <summary>
/// A large file's bytes for as long as they are read from. Their memory goes back to the system when they are let go of; that of an array would
/// stay, beside whatever is made of them.
/// </summary>
internal sealed unsafe partial class PassingBytes : MemoryManager<byte>
{
    /// <summary>Smaller files are no burden as arrays.</summary>
    public const int Least = 1 << 20;

    private const int ReadWrite = 3; // PROT_READ | PROT_WRITE
    private const int Advice = 14; // MADV_HUGEPAGE: fewer and larger pages
    private const int MostAtATime = 1 << 26;

    private readonly int _length;
    private byte* _start;

    private PassingBytes(int length)
    {
        _length = length;
        _start = OperatingSystem.IsLinux() ? Map(length) : (byte*)NativeMemory.Alloc((nuint)length);
    }

    /// <summary>Reads a file from its beginning.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">How many bytes it has, at least one.</param>
    /// <exception cref="IOException">It cannot be read, or ends before the end that it had.</exception>
    public static PassingBytes Of(FileStream file, int length)
    {
        PassingBytes bytes = new(length);
        try
        {
            for (int read = 0, count; read < bytes._length; read += count)
            {
                count = RandomAccess.Read(file.SafeFileHandle, bytes.GetSpan().Slice(read, Math.Min(MostAtATime, bytes._length - read)), read);
                if (count == 0)
                {
                    throw new IOException($"it {WholeFile.BecameShorter}");
                }
            }

            return bytes;
        }
        catch
        {
            ((IDisposable)bytes).Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => _start is null ? throw new ObjectDisposedException(nameof(PassingBytes)) : new(_start, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        byte* start = _start;
        _start = null;
        if (start is not null && OperatingSystem.IsLinux())
        {
            _ = Unmap(start, (nuint)_length);
        }
        else
        {
            NativeMemory.Free(start);
        }
    }

    private static byte* Map(int length)
    {
        const int PrivateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
        byte* start = Map(null, (nuint)length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)start == -1)
        {
            throw new OutOfMemoryException();
        }

        _ = Advise(start, (nuint)length, Advice);
        return start;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
