using System.Globalization;

namespace AttnExtract.Render.Scales.Ticks;

/// <summary>Three digits of each number, for ticks that follow no round steps.</summary>
internal sealed class ShortLabels : ITickLabels
{
    /// <inheritdoc/>
    public string Shared => "";

    /// <inheritdoc/>
    public string this[double tick] => tick.ToString("G3", CultureInfo.InvariantCulture).Replace("E", "e").Replace('-', '−');
}
