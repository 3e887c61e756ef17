using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace AttnExtract.Ground;

/// <summary>A file as memory, read-only: nothing is read before it is touched, and nothing is copied.</summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private const int DontNeed = 4; // MADV_DONTNEED of Linux and macOS alike

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private bool _disposed;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;

        // An empty file cannot be mapped; whoever reads it says what is missing.
        if (Length > 0)
        {
            _file = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _start = start;
        }
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>How many bytes the file has.</summary>
    public long Length { get; }

    /// <summary>Maps a whole file.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it cannot be read.</exception>
    public static MappedFile Open(string path) => Open(path, InputFile.Open(path));

    /// <summary>Maps a whole file that is open, and closes it in the end.</summary>
    /// <exception cref="AttnExtractException">It cannot be mapped.</exception>
    public static MappedFile Open(string path, FileStream stream)
    {
        try
        {
            return new MappedFile(path, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            stream.Dispose();
            throw new AttnExtractException($"'{path}' cannot be mapped into memory: {exception.Message}", exception);
        }
    }

    /// <summary>Some of the bytes.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <summary>All of the bytes, until the file is let go.</summary>
    public ReadOnlyMemory<byte> Memory => new View(this).Memory;

    /// <summary>
    /// Gives the pages that lie wholly within a range back to the system: reading a file of singles beside the tensors made
    /// of it would otherwise count twice. They are read again if touched again.
    /// </summary>
    public void Release(long offset, long count)
    {
        if (_disposed || !(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
        {
            return;
        }

        long page = Environment.SystemPageSize;
        long first = (offset + page - 1) / page * page; // the view begins on a page
        long end = (offset + count) / page * page;
        if (end > first)
        {
            _ = MemoryAdvise(_start + first, (nuint)(end - first), DontNeed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view?.SafeMemoryMappedViewHandle.ReleasePointer();
            _view?.Dispose();
            _file?.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* address, nuint length, int advice);

    // The file's bytes lie still, so that there is nothing to pin.
    private sealed class View(MappedFile file) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() =>
            file._disposed ? throw new ObjectDisposedException(nameof(MappedFile)) : new(file._start, checked((int)file.Length));

        public override MemoryHandle Pin(int elementIndex = 0) => new(file._start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
