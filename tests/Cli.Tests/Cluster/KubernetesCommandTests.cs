using AttnExtract.Cli.Cluster;
using k8s;
using k8s.Models;

namespace AttnExtract.Cli.Tests.Cluster;

/// <summary>
/// The manifest, read back by the types that the Kubernetes project makes from its published OpenAPI: a field that it does not know, or of
/// another type, is an error.
/// </summary>
public sealed class KubernetesCommandTests
{
    private static readonly string[] Line =
    [
        "kubernetes", "heads", "it's \"so\": $(HOME) #1 é 🙂\ttab\nline", "-o", "run 1/", "-o", "heads.csv", "-o", "map.svg",
        "--tasks", "12", "--cpus", "2", "--mem", "1500m", "--time", "1-0", "--image", "registry.example/attn:1.0", "--claim", "data",
    ];

    [Fact]
    public void The_first_job_has_a_pod_for_each_part()
    {
        V1Job job = Read(CliRun.Of(Line).Succeeded().Out)[0];
        V1PodSpec pod = job.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);

        Assert.Equal(("batch/v1", "Job", "attn-heads"), (job.ApiVersion, job.Kind, job.Metadata.Name));
        Assert.Equal(("Indexed", 12, 12), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism));
        Assert.Equal(3, job.Spec.BackoffLimitPerIndex);
        // What the server asks of policies for failed pods, and of counts of failures for each index.
        Assert.Equal("Never", pod.RestartPolicy);
        Assert.Equal(["Ignore", "FailJob"], job.Spec.PodFailurePolicy.Rules.Select(rule => rule.Action));
        Assert.Equal("DisruptionTarget", Assert.Single(job.Spec.PodFailurePolicy.Rules[0].OnPodConditions).Type);
        Assert.Equal([2], job.Spec.PodFailurePolicy.Rules[1].OnExitCodes.Values);
        Assert.Equal(container.Name, job.Spec.PodFailurePolicy.Rules[1].OnExitCodes.ContainerName);
        Assert.Equal(24 * 3600, pod.ActiveDeadlineSeconds);
        Assert.Equal("registry.example/attn:1.0", container.Image);
        // $$( is what Kubernetes turns into $( again.
        Assert.Equal(["heads", "-o", "run 1/", "it's \"so\": $$(HOME) #1 é 🙂\ttab\nline"], container.Args);
        Assert.Equal([("COMPLETIONS", "12"), ("ATTN_THREADS", "2")], container.Env.Select(variable => (variable.Name, variable.Value)));
        Assert.All([container.Resources.Requests, container.Resources.Limits], amount => Assert.Equal(2, amount["cpu"].ToInt32()));
        Assert.Equal(1500L << 20, container.Resources.Limits["memory"].ToInt64());
        Assert.Equal("data", Assert.Single(pod.Volumes).PersistentVolumeClaim.ClaimName);
        Assert.Equal(pod.Volumes[0].Name, Assert.Single(container.VolumeMounts).Name);
        Assert.Equal(container.WorkingDir, container.VolumeMounts[0].MountPath);
    }

    [Fact]
    public void A_run_lies_in_the_volume()
    {
        const string Volume = JobManifest.Mounted;
        Assert.Contains($"{Volume}/run/", Read(In($"{Volume}/run/").Succeeded().Out)[0].Spec.Template.Spec.Containers[0].Args);
        In("/data/run/").FailedWith(
            2, $"'/data/run/' is not in the volume that pods share, which they see as {Volume}; name the folder as it is called in there, such as run/ or "
                + $"{Volume}/run/.");

        static CliRun In(string folder) => CliRun.Of([.. Line.Select(word => word == "run 1/" ? folder : word)]);
    }

    [Fact]
    public void The_second_job_merges_and_waits_until_it_is_let_go()
    {
        List<V1Job> jobs = Read(CliRun.Of(Line).Succeeded().Out);

        Assert.Equal(2, jobs.Count);
        Assert.Equal("attn-heads-merge", jobs[1].Metadata.Name);
        Assert.True(jobs[1].Spec.Suspend);
        Assert.Null(jobs[1].Spec.CompletionMode);
        Assert.Equal(
            ["merge", "run 1/", "-o", "heads.csv", "-o", "map.svg"], Assert.Single(jobs[1].Spec.Template.Spec.Containers).Args);
    }

    [Fact]
    public void A_field_that_the_schema_does_not_have_would_be_found()
    {
        string manifest = CliRun.Of(Line).Succeeded().Out;

        Assert.ThrowsAny<Exception>(() => Read(manifest.Replace("completionMode", "completionsMode")));
        Assert.ThrowsAny<Exception>(() => Read(manifest.Replace("completions: 12", "completions: twelve")));
    }

    [Theory]
    [InlineData("--image", "--image is missing: give --image attn:1.0, for instance. See 'attn kubernetes --help'.")]
    [InlineData("--claim", "--claim is missing: give --claim data, for instance. See 'attn kubernetes --help'.")]
    public void What_the_cluster_must_know_is_asked_for(string option, string message)
    {
        int at = Array.IndexOf(Line, option);

        CliRun.Of([.. Line[..at], .. Line[(at + 2)..]]).FailedWith(2, message);
    }

    [Theory]
    [InlineData("--shard=1/2", "--shard")]
    [InlineData("--plan", "--plan")]
    public void What_says_how_much_one_process_does_is_refused(string word, string option) => CliRun.Of([.. Line, word]).FailedWith(
        2, $"'{option}' is for one process, and 'attn kubernetes' gives every task its own share of the chunks; leave it out.");

    private static List<V1Job> Read(string manifest) =>
        [.. manifest.Split("\n---\n").Select(document => KubernetesYaml.Deserialize<V1Job>(document, strict: true))];
}
