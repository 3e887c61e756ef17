using System.Runtime.InteropServices;

namespace AttnExtract.Render.Fonts;

/// <summary>A font file in memory that never moves and is never freed: fonts live as long as the process.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct FontBytes(IntPtr Address, int Length)
{
    /// <summary>A resource of this assembly, where it lies in the mapped file.</summary>
    public static unsafe FontBytes Resource(string name)
    {
        using Stream stream = typeof(FontBytes).Assembly.GetManifestResourceStream(name)!;
        if (stream is UnmanagedMemoryStream mapped)
        {
            return new((IntPtr)mapped.PositionPointer, (int)mapped.Length);
        }

        // An assembly that was loaded from bytes has no mapped file.
        IntPtr copy = Marshal.AllocHGlobal((int)stream.Length);
        stream.ReadExactly(new Span<byte>((void*)copy, (int)stream.Length));
        return new(copy, (int)stream.Length);
    }

    /// <summary>A copy of a file's bytes.</summary>
    public static unsafe FontBytes Copy(byte[] bytes)
    {
        IntPtr copy = Marshal.AllocHGlobal(bytes.Length);
        bytes.CopyTo(new Span<byte>((void*)copy, bytes.Length));
        return new(copy, bytes.Length);
    }
}
