using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Cli.Cluster;

namespace AttnExtract.Cli.Options;

/// <summary>What Kubernetes alone has to know.</summary>
internal static class KubernetesOptions
{
    /// <summary>The program.</summary>
    public static Option<string> Image { get; } = new("--image")
    {
        HelpName = "NAME",
        Description = "the container image to run, made by the repository's Containerfile",
    };

    /// <summary>The files.</summary>
    public static Option<string> Claim { get; } = new("--claim")
    {
        HelpName = "NAME",
        Description = "the persistent volume claim that the study's paths lie in; all pods read and write it (ReadWriteMany), and see it as "
            + JobManifest.Mounted,
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Image, Claim];
}
