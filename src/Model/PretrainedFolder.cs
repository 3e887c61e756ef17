using AttnExtract.Ground;
using AttnExtract.Model.Families;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hub;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using static System.IO.Path;

namespace AttnExtract.Model;

/// <summary>
/// A model folder, opened: its configuration is read and its structure made, once for whoever asks about the model and then loads it.
/// Neither weights nor tokenizer are touched, and libtorch is not needed.
/// </summary>
public sealed class PretrainedFolder
{
    private PretrainedFolder(string root, string path)
    {
        ModelConfig config = ModelConfig.Read(path);
        Root = root;
        Path = path;
        Config = config;
        Family = FamilyCatalog.Of(config.ModelType);
        Structure = Family.ReadStructure(config);
    }

    /// <summary>The folder of configuration, weights and tokenizer.</summary>
    public string Path { get; }

    /// <summary>The folder that was opened: that of the encoder, or one of sentence-transformers around it.</summary>
    public string Root { get; }

    /// <summary>What the model is called: its folder's name, or <c>owner/name@commit</c> where that is a snapshot in the cache of the Hub.</summary>
    public string Name => NameOf(Root);

    /// <summary>Its configuration.</summary>
    public ModelConfig Config { get; }

    /// <summary>Its structure, which is consistent.</summary>
    public ModelSpec Structure { get; }

    /// <summary>The structure of its only stack; of two, the encoder's.</summary>
    public StackSpec Spec => Structure.First;

    /// <summary>The family that its configuration names.</summary>
    internal Family Family { get; }

    /// <summary>Opens a model folder.</summary>
    /// <param name="path">A folder as the Hugging Face libraries write it.</param>
    /// <exception cref="AttnExtractException">There is no configuration, or it cannot be read; the message says why.</exception>
    public static PretrainedFolder Open(string path) =>
        new(path, EncoderOf(path));

    /// <summary>The folder of configuration, weights and tokenizer: a model's own, or one that a folder of sentence-transformers has within.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="AttnExtractException">The list of its steps is broken.</exception>
    public static string EncoderOf(string path) =>
        !File.Exists(Combine(path, ModelConfig.FileName)) && SentencePooling.EncoderFolderOf(path) is { } inside ? inside : path;

    /// <summary>What a model in a folder is called, as <see cref="Name"/> says.</summary>
    /// <param name="path">The folder; nothing in it is read.</param>
    public static string NameOf(string path) => HubCache.NameOf(path) ?? GetFileName(TrimEndingDirectorySeparator(GetFullPath(path)));

    /// <summary>How many parameters the model has, without reading them: <see cref="LoadReport.ParameterCount"/>.</summary>
    /// <exception cref="AttnExtractException">The model could not be loaded; the message says why.</exception>
    public long CountParameters() => ModelFolder.Foresee(this).ParameterCount;

    /// <summary>What its configuration asks for beside what its weights have, without reading them and whether or not they fit.</summary>
    /// <exception cref="AttnExtractException">A file cannot be read, or the configuration asks for more than there is memory.</exception>
    public LoadReport CompareWeights() => ModelFolder.Compare(this);

    /// <summary>Loads weights and tokenizer.</summary>
    /// <inheritdoc cref="PretrainedModel.Load(string, Precision)"/>
    /// <param name="precision">The type to compute in; the stored weights may have another.</param>
    /// <param name="globals">Which tokens see everything; null for those of the library, by what the model is for.</param>
    public PretrainedModel Load(Precision precision = Precision.Float32, GlobalTokenRule? globals = null) =>
        PretrainedModel.Load(this, precision, globals);
}
