using AttnExtract.Render.Fonts;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Fonts;

public sealed class BoundedCacheTests
{
    [Fact]
    public void Never_more_than_the_bound_is_remembered()
    {
        BoundedCache<int, string> cache = new(10);
        int made = 0;
        string Make(int key)
        {
            made++;
            return $"{key}";
        }

        for (int key = 0; key < 95; key++)
        {
            Assert.Equal($"{key}", cache.GetOrAdd(key, Make));
            Assert.Equal($"{key}", cache.GetOrAdd(key, Make));
            Assert.InRange(cache.Count, 1, 10);
        }

        Assert.Equal(95, made);
        Assert.Equal("0", cache.GetOrAdd(0, Make));
        Assert.Equal(96, made);
    }

    [Fact]
    public void A_font_at_a_size_that_was_forgotten_can_still_be_used()
    {
        FontFace face = FontSet.Bundled.Faces[0];
        SKFont first = FontSet.At(face, 1000.25);
        float width = first.MeasureText("cat");

        for (int i = 0; i < 2000; i++)
        {
            FontSet.At(face, 2000 + i);
        }

        Assert.NotSame(first, FontSet.At(face, 1000.25));
        Assert.Equal(width, first.MeasureText("cat"));
    }
}
