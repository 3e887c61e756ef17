using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Text.Files;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Which of a repository's files a model needs, in the order in which they are found out: small ones first, since some of them name
/// others, and the weights last.
/// </summary>
internal sealed class NeededFiles
{
    private readonly IRepositoryFiles _files;

    private NeededFiles(IRepositoryFiles files) => _files = files;

    /// <summary>What there must be and is not; null where everything is here.</summary>
    public string? Lacking { get; private set; }

    /// <summary>Gets every file that is needed.</summary>
    /// <param name="files">The repository.</param>
    /// <param name="withWeights">False where configuration and tokenizer are enough.</param>
    /// <exception cref="AttnExtractException">A file is broken, names others that are not there, or leads outside.</exception>
    public static async Task<NeededFiles> CollectAsync(IRepositoryFiles files, bool withWeights)
    {
        NeededFiles needed = new(files);
        bool hasConfig = await files.ObtainAsync(ModelConfig.FileName);
        string encoder = hasConfig ? "" : await needed.ObtainEncoderAsync();
        needed.Require(
            hasConfig || (encoder.Length > 0 && await files.ObtainAsync(RepositoryPath.Join(encoder, ModelConfig.FileName))), [ModelConfig.FileName]);
        needed.Require(await needed.ObtainTokenizerAsync(encoder), TokenizerFolder.MainFiles);
        if (withWeights && needed.Lacking is null)
        {
            await needed.ObtainStepsAsync();
            needed.Require(await needed.ObtainWeightsAsync(encoder), CheckpointFormat.All.Select(format => format.FileName));
        }

        return needed;
    }

    private void Require(bool isHere, IEnumerable<string> lookedFor) => Lacking ??= isHere ? null : string.Join(", ", lookedFor);

    // The folder of the encoder where it is not the repository's own, as older versions of sentence-transformers wrote it; else "".
    private async Task<string> ObtainEncoderAsync()
    {
        if (!await _files.ObtainAsync(SentencePooling.ModulesFile))
        {
            return "";
        }

        string modules = _files.LocalPath(SentencePooling.ModulesFile);
        string encoder = SentencePooling.EncoderStepOf(modules) ?? "";
        return encoder.Length == 0 || RepositoryPath.IsSafe(encoder) ? encoder : throw new AttnExtractException(HubMessages.BadPath(modules, encoder));
    }

    private async Task<bool> ObtainTokenizerAsync(string folder)
    {
        foreach (string file in TokenizerFolder.SideFiles)
        {
            await _files.ObtainAsync(RepositoryPath.Join(folder, file));
        }

        foreach (string file in TokenizerFolder.MainFiles)
        {
            if (await _files.ObtainAsync(RepositoryPath.Join(folder, file)))
            {
                foreach (string companion in TokenizerFolder.Companions.GetValueOrDefault(file, []))
                {
                    await _files.ObtainAsync(RepositoryPath.Join(folder, companion));
                }

                return true;
            }
        }

        return false;
    }

    private async Task ObtainStepsAsync()
    {
        if (!await _files.ObtainAsync(SentencePooling.ModulesFile))
        {
            return;
        }

        await _files.ObtainAsync(SentencePrompts.FileName);
        string modules = _files.LocalPath(SentencePooling.ModulesFile);
        await ObtainTextRulesAsync(SentencePooling.EncoderStepOf(modules) ?? "");
        foreach ((_, string folder) in SentencePooling.ReadSteps(modules).Where(step => step.Folder.Length > 0))
        {
            if (!RepositoryPath.IsSafe(folder))
            {
                throw new AttnExtractException(HubMessages.BadPath(modules, folder));
            }

            await _files.ObtainAsync(RepositoryPath.Join(folder, ModelConfig.FileName));
            await ObtainWeightsAsync(folder);
        }
    }

    private async Task ObtainTextRulesAsync(string folder)
    {
        foreach (string file in SentenceText.FileNames)
        {
            if (await _files.ObtainAsync(RepositoryPath.Join(folder, file)))
            {
                return;
            }
        }
    }

    private async Task<bool> ObtainWeightsAsync(string folder)
    {
        // What is here already is not downloaded a second time in another format.
        IEnumerable<string> names = CheckpointFormat.All.Select(format => RepositoryPath.Join(folder, format.FileName));
        foreach (string name in names.OrderByDescending(_files.IsHere))
        {
            if (await _files.ObtainAsync(name))
            {
                return !name.EndsWith(CheckpointFormat.IndexEnding, StringComparison.Ordinal) || await ObtainShardsAsync(name, folder);
            }
        }

        return false;
    }

    private async Task<bool> ObtainShardsAsync(string index, string folder)
    {
        bool areHere = true;
        foreach (string shard in ShardIndex.ShardsOf(_files.LocalPath(index)))
        {
            areHere &= await _files.ObtainAsync(RepositoryPath.Join(folder, shard));
        }

        return areHere;
    }
}
