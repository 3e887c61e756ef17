using System.Runtime.InteropServices;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// Cuts a font down to the characters that a figure shows, so that documents embed kilobytes instead of megabytes. By
/// HarfBuzz's subsetter (hb-subset.h), which the native library exports and its .NET wrapper does not.
/// </summary>
internal static partial class FontSubset
{
    private const string Library = "libHarfBuzzSharp";
    private const int ReadOnly = 1;
    private const int NoHinting = 1;
    private const int RetainGlyphNumbers = 2;

    /// <summary>The bytes of a font file with the outlines of those code points and glyphs only.</summary>
    /// <param name="face">The font.</param>
    /// <param name="codePoints">The code points that are shown.</param>
    /// <param name="glyphs">The glyphs that are shown by number; where there are any, numbers stay what they are.</param>
    public static byte[] Of(FontFace face, IEnumerable<int> codePoints, IReadOnlyCollection<ushort> glyphs)
    {
        IntPtr blob = hb_blob_create(face.Bytes.Address, (uint)face.Bytes.Length, ReadOnly, IntPtr.Zero, IntPtr.Zero);
        IntPtr whole = hb_face_create(blob, 0);
        IntPtr input = hb_subset_input_create_or_fail();
        IntPtr wanted = hb_subset_input_unicode_set(input);
        foreach (int codePoint in codePoints)
        {
            hb_set_add(wanted, (uint)codePoint);
        }

        IntPtr wantedGlyphs = hb_subset_input_glyph_set(input);
        foreach (ushort glyph in glyphs)
        {
            hb_set_add(wantedGlyphs, glyph);
        }

        hb_subset_input_set_flags(input, glyphs.Count == 0 ? NoHinting : NoHinting | RetainGlyphNumbers);
        IntPtr subset = hb_subset_or_fail(whole, input);
        IntPtr written = hb_face_reference_blob(subset);
        IntPtr data = hb_blob_get_data(written, out uint length);
        byte[] bytes = new byte[length];
        Marshal.Copy(data, bytes, 0, bytes.Length);

        hb_blob_destroy(written);
        hb_face_destroy(subset);
        hb_subset_input_destroy(input);
        hb_face_destroy(whole);
        hb_blob_destroy(blob);
        return bytes;
    }

    [LibraryImport(Library)]
    private static partial IntPtr hb_blob_create(IntPtr data, uint length, int mode, IntPtr userData, IntPtr destroy);

    [LibraryImport(Library)]
    private static partial IntPtr hb_blob_get_data(IntPtr blob, out uint length);

    [LibraryImport(Library)]
    private static partial void hb_blob_destroy(IntPtr blob);

    [LibraryImport(Library)]
    private static partial IntPtr hb_face_create(IntPtr blob, uint index);

    [LibraryImport(Library)]
    private static partial IntPtr hb_face_reference_blob(IntPtr face);

    [LibraryImport(Library)]
    private static partial void hb_face_destroy(IntPtr face);

    [LibraryImport(Library)]
    private static partial void hb_set_add(IntPtr set, uint codePoint);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_create_or_fail();

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_unicode_set(IntPtr input);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_glyph_set(IntPtr input);

    [LibraryImport(Library)]
    private static partial void hb_subset_input_set_flags(IntPtr input, int flags);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_or_fail(IntPtr face, IntPtr input);

    [LibraryImport(Library)]
    private static partial void hb_subset_input_destroy(IntPtr input);
}
