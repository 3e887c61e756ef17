using System.Security.Cryptography;

namespace AttnExtract.Ground;

/// <summary>Tells whether a file is still the same.</summary>
internal static class FileHash
{
    /// <summary>The SHA-256 of a file's bytes, in lower-case hexadecimal.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it cannot be read.</exception>
    public static string Sha256(string path)
    {
        using FileStream file = InputFile.Open(path);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (IOException exception)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
