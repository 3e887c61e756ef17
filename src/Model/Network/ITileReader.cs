namespace AttnExtract.Model.Network;

/// <summary>Reads attention maps tile by tile while they are made.</summary>
public interface ITileReader
{
    /// <summary>A layer begins.</summary>
    void Begin();

    /// <summary>Reads some rows, on any thread, several at a time; they are gone when it returns.</summary>
    /// <param name="tile">The rows.</param>
    void Read(PatternTile tile);

    /// <summary>The layer's maps were all read.</summary>
    void End();
}
