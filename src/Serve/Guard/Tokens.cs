using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AttnExtract.Serve.Guard;

/// <summary>What a client must know.</summary>
internal static class Tokens
{
    private const int Bytes = 24;

    /// <summary>A new one, which nobody guesses.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether two are the same, in a time that does not tell where they differ.</summary>
    public static bool AreSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
