using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>The file that a download grows in, and the hash of what it holds.</summary>
internal sealed class PartialBlob : IDisposable
{
    // ENOSPC, EDQUOT (Linux, macOS), ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    private static readonly int[] Full = [28, 122, 69, 112, 39];

    private readonly HubFile _file;
    private readonly string _path;
    private readonly HubSettings _settings;
    private readonly Stream _stream;
    private readonly BlobHash _hash;
    private bool _isDiscarded;

    /// <summary>Opens the file, new or as an earlier attempt left it.</summary>
    public PartialBlob(HubFile file, string path, HubSettings settings)
    {
        (_file, _path, _settings) = (file, path, settings);
        _hash = new BlobHash(file.ETag, file.Size);
        _stream = settings.OpenPart(path);
    }

    /// <summary>How many bytes are here.</summary>
    public long Length { get; private set; }

    /// <summary>Reads what an earlier attempt left.</summary>
    /// <exception cref="AttnExtractException">There is no room for the rest.</exception>
    public async Task ResumeAsync(byte[] buffer, CancellationToken cancellation)
    {
        if (_stream.Length > _file.Size)
        {
            Restart();
        }

        while (await _stream.ReadAsync(buffer, cancellation) is > 0 and int count)
        {
            _hash.Append(buffer.AsSpan(0, count));
            Length += count;
        }

        if (_settings.FreeSpace(Path.GetDirectoryName(_path)!) is { } free && free < _file.Size - Length)
        {
            throw new AttnExtractException(HubMessages.NoRoom(_file, Length, _settings, free));
        }
    }

    /// <summary>Goes on with some content.</summary>
    /// <exception cref="AttnExtractException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> content)
    {
        try
        {
            _stream.Write(content);
        }
        catch (IOException exception) when (Full.Contains(exception.HResult & 0xFFFF))
        {
            throw new AttnExtractException(HubMessages.NoRoom(_file, Length, _settings, free: null), exception);
        }

        _hash.Append(content);
        Length += content.Length;
    }

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        _hash.Restart();
        Length = 0;
    }

    /// <summary>Throws the file away; then it may only be disposed.</summary>
    public void Discard() => _isDiscarded = true;

    /// <summary>Refuses, and throws away, content that is not what its ETag says.</summary>
    /// <exception cref="AttnExtractException">It is not.</exception>
    public void RequireRight()
    {
        if (!_hash.Matches(out string actual))
        {
            Discard();
            throw new AttnExtractException(HubMessages.WrongBytes(_file, actual));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        if (_isDiscarded)
        {
            File.Delete(_path);
        }
    }
}
