using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Formats;

/// <summary>What a format writes: the page, and what a file says about itself besides.</summary>
/// <param name="Layout">The page.</param>
/// <param name="Title">The figure in a few words.</param>
/// <param name="Description">The figure for somebody who cannot see it.</param>
/// <param name="Manifest">How to draw the figure again.</param>
internal sealed record FigureDocument(FigureLayout Layout, string Title, string Description, string Manifest);
