namespace AttnExtract.Model.Hub;

/// <summary>Is told how a download gets on; derive from it to show that. Every call comes from the thread that does the work.</summary>
public class HubProgress
{
    /// <summary>Tells nobody.</summary>
    public static HubProgress None { get; } = new();

    /// <summary>Something of a model is about to be downloaded; comes once.</summary>
    /// <param name="model">The model and its commit, <c>owner/name@commit</c>.</param>
    /// <param name="endpoint">Where it comes from.</param>
    public virtual void Begin(string model, string endpoint)
    {
    }

    /// <summary>A file is being downloaded.</summary>
    /// <param name="file">Its name in the repository.</param>
    /// <param name="done">How many of its bytes are here.</param>
    /// <param name="size">How many it has.</param>
    public virtual void Report(string file, long done, long size)
    {
    }

    /// <summary>A file is here, checked and in its place.</summary>
    /// <param name="file">Its name in the repository.</param>
    public virtual void Finish(string file)
    {
    }

    /// <summary>Something that a person at a terminal may want to know: why it takes so long, or why the cache must do.</summary>
    /// <param name="sentence">One sentence.</param>
    public virtual void Note(string sentence)
    {
    }
}
