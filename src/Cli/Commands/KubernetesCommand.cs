using System.CommandLine;
using AttnExtract.Cli.Cluster;
using AttnExtract.Cli.Options;

namespace AttnExtract.Cli.Commands;

/// <summary>Writes what Kubernetes needs to have a study done by a cluster.</summary>
internal sealed class KubernetesCommand : ClusterCommand
{
    /// <inheritdoc/>
    public override string Name => "kubernetes";

    /// <inheritdoc/>
    public override string Summary => "write the manifest by which Kubernetes does a study over a corpus, in many parts at a time";

    /// <inheritdoc/>
    public override string Usage => "STUDY … -o FOLDER/ [-o FILE] --tasks N --image NAME --claim NAME  [options] > job.yaml";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn kubernetes heads corpus.txt -o run/ --tasks 32 --image attn --claim data > job.yaml", "an Indexed Job of 32 pods"),
        new("attn kubernetes embed corpus.txt -o run/ --tasks 8 --mem 2G --image attn --claim data > job.yaml", "the same of 8, with 2 GiB each"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [.. ClusterOptions.All, .. KubernetesOptions.All];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        StudyLine study = StudyOf(call);
        if (Path.IsPathRooted(study.Folder) && !study.Folder.StartsWith($"{JobManifest.Mounted}/", StringComparison.Ordinal))
        {
            throw new UsageException(Messages.OutsideVolume(study.Folder, JobManifest.Mounted));
        }

        ClusterRequest request = ClusterOptions.Read(call, study);
        string image = Needed(call, KubernetesOptions.Image, "attn:1.0");
        string claim = Needed(call, KubernetesOptions.Claim, "data");
        call.Shell.Out.Write(new JobManifest(study, request, image, claim).ToString());
    }

    private static string Needed(Invocation call, Option<string> option, string example) =>
        call.Value(option) is { Length: > 0 } value
            ? value
            : throw new UsageException(Messages.NeedsOption(call.Command, option.Name, example));
}
