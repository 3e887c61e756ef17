using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Gallery;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Tests.Gallery;

public sealed class GalleryTests
{
    [Fact]
    public void The_gallery_shows_every_map_with_its_lightness_and_four_ways_to_see_it()
    {
        Figure gallery = ColormapGallery.Figure();

        int kinds = Colormaps.All.Select(map => map.Kind).Distinct().Count();
        Assert.Equal(6 * (Colormaps.All.Count + kinds), gallery.Panels.Length);
        Panel[] first = [.. gallery.Panels.Where(panel => panel.Column == 0)];
        Assert.Equal(
            Colormaps.All.GroupBy(map => map.Kind).SelectMany(kind => kind.Select(map => map.Name).Prepend($"{kind.Key} colormaps")),
            first.Select(panel => panel.Title));
        Assert.All(first.Where(panel => panel.Values.Rows > 1), panel => Assert.Equal(panel.Title, panel.Colormap!.Name));
        FigureLayout layout = FigureLayout.Create(gallery, new FontMeasure(FontSet.Bundled));
        Assert.All(layout.Panels, panel => Assert.Equal(200, panel.Cells.Width));
    }

    [Fact]
    public void A_kind_can_be_shown_alone() =>
        Assert.Equal(
            Colormaps.All.Where(map => map.Kind == ColormapKind.Cyclic).Select(map => map.Name).Prepend("Cyclic colormaps"),
            ColormapGallery.Figure([ColormapKind.Cyclic]).Panels.Where(panel => panel.Column == 0).Select(panel => panel.Title));

    [Fact]
    public void White_and_grey_look_the_same_to_everybody()
    {
        Colormap map = Colormaps.Get("#fff,#808080,#000");

        foreach (ColorVision vision in ColorVision.All)
        {
            Assert.All(vision.See(map).Colors.Zip(map.Colors), pair =>
            {
                Assert.InRange(pair.First.R, pair.Second.R - 1, pair.Second.R + 1);
                Assert.InRange(pair.First.G, pair.Second.G - 1, pair.Second.G + 1);
                Assert.InRange(pair.First.B, pair.Second.B - 1, pair.Second.B + 1);
            });
        }
    }

    [Fact]
    public void Lightness_is_CIE_L()
    {
        Assert.Equal(100, Lightness.Of(new(255, 255, 255)), 0.01);
        Assert.Equal(0, Lightness.Of(new(0, 0, 0)), 0.01);
        Assert.Equal(53.59, Lightness.Of(new(128, 128, 128)), 0.01);
        Assert.Equal(53.24, Lightness.Of(new(255, 0, 0)), 0.01);
    }
}
