namespace AttnExtract.Model.Hub;

/// <summary>The files of one commit of a model, some of them here already.</summary>
internal interface IRepositoryFiles
{
    /// <summary>Gets a file, if the repository has it.</summary>
    /// <returns>Whether it is here now.</returns>
    ValueTask<bool> ObtainAsync(string file);

    /// <summary>Whether a file is here already.</summary>
    bool IsHere(string file);

    /// <summary>Where a file is, if it is here.</summary>
    string LocalPath(string file);
}
