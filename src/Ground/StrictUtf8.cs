using System.Text;

namespace AttnExtract.Ground;

/// <summary>UTF-8 that refuses bytes which are none, and writes no mark before them.</summary>
internal static class StrictUtf8
{
    /// <summary>The encoding.</summary>
    /// <remarks>It throws a <see cref="DecoderFallbackException"/>.</remarks>
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
