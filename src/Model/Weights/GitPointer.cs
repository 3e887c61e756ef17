using AttnExtract.Ground;

namespace AttnExtract.Model.Weights;

/// <summary>The small text that git leaves in place of a large file when Git LFS is not installed.</summary>
internal static class GitPointer
{
    private const int MaxSize = 1024;

    private static ReadOnlySpan<byte> Beginning => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Refuses a file that is only such a pointer.</summary>
    /// <exception cref="AttnExtractException">It is one.</exception>
    public static void Refuse(PlacedFile file)
    {
        if (file.Length <= MaxSize && file.Slice(0, (int)file.Length).AsSpan().StartsWith(Beginning))
        {
            throw new AttnExtractException(
                $"'{file.Path}' is not the weights but a Git LFS pointer to them; fetch them with 'git lfs pull' in its folder.");
        }
    }
}
