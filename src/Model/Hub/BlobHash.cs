using System.Security.Cryptography;
using System.Text;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Holds content against its ETag: the SHA-256 of a large file, or git's object id of a small one, which is the SHA-1 of « blob SIZE »,
/// a zero byte and the content. What another kind of server calls its content cannot be checked.
/// </summary>
internal sealed class BlobHash : IDisposable
{
    private const int Sha256Length = 64;
    private const int Sha1Length = 40;

    private readonly string _etag;
    private readonly byte[] _head;
    private readonly IncrementalHash? _hash;

    /// <summary>Begins with no content.</summary>
    public BlobHash(string etag, long size)
    {
        _etag = etag;
        bool isHex = etag.All(char.IsAsciiHexDigitLower);
        _hash = isHex && etag.Length == Sha256Length ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : isHex && etag.Length == Sha1Length ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1)
            : null;
        _head = etag.Length == Sha1Length ? Encoding.ASCII.GetBytes($"blob {size}\0") : [];
        Append(_head);
    }

    /// <summary>Goes on with some content.</summary>
    public void Append(ReadOnlySpan<byte> content) => _hash?.AppendData(content);

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        _hash?.GetHashAndReset();
        Append(_head);
    }

    /// <summary>Whether all the content is what its ETag says.</summary>
    /// <param name="actual">What it is instead.</param>
    public bool Matches(out string actual)
    {
        actual = _hash is null ? _etag : Convert.ToHexStringLower(_hash.GetCurrentHash());
        return actual == _etag;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
