using System.Globalization;
using System.Text;

namespace AttnExtract.Cli.Cluster;

/// <summary>
/// A shared study as Kubernetes takes it: an Indexed Job of as many pods as parts, and a second Job that is suspended until somebody lets
/// it go, because no Job waits for another by itself.
/// </summary>
/// <param name="study">The study.</param>
/// <param name="request">What each part takes.</param>
/// <param name="image">The container image.</param>
/// <param name="claim">The persistent volume claim that the study's paths lie in.</param>
internal sealed class JobManifest(StudyLine study, ClusterRequest request, string image, string claim)
{
    /// <summary>Where the claim is in a pod, and what paths begin in.</summary>
    public const string Mounted = "/work";

    // The user that images of .NET have beside root.
    private const int Group = 1654;

    private const int MostFailures = 3;

    /// <summary>What stands for the second Job's name after the first's.</summary>
    public const string MergeSuffix = "-merge";

    /// <summary>The manifest in YAML.</summary>
    public override string ToString()
    {
        StringBuilder yaml = new();
        yaml.Append(
            $$$"""
            # Written by attn kubernetes. The first Job computes, the second merges and has to wait for the first:
            #   kubectl apply -f FILE
            #   kubectl wait --for=condition=complete --timeout=-1s job/{{{request.Name}}}
            #   kubectl patch job/{{{request.Name}}}{{{MergeSuffix}}} --patch '{"spec": {"suspend": false}}'
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{{request.Name}}}
            spec:
              completionMode: Indexed
              completions: {{{request.Tasks}}}
              parallelism: {{{request.Tasks}}}
              backoffLimitPerIndex: {{{MostFailures}}}
              podFailurePolicy:
                rules:
                  # Whoever has to make room has not failed, and goes on elsewhere.
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
                        status: "True"
                  # A command line that is wrong stays wrong.
                  - action: FailJob
                    onExitCodes:
                      containerName: attn
                      operator: In
                      values: [{{{ExitCode.Usage}}}]

            """);
        AppendPod(yaml, study.Task, request.Time is { } time ? (long)time.Span.TotalSeconds : null, ("COMPLETIONS", Number(request.Tasks)));
        yaml.Append(
            $"""
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {request.Name}{MergeSuffix}
            spec:
              suspend: true
              backoffLimit: {MostFailures}

            """);
        AppendPod(yaml, study.Merge, seconds: null);
        return yaml.ToString();
    }

    private void AppendPod(StringBuilder yaml, IReadOnlyList<string> arguments, long? seconds, params (string Name, string Value)[] variables)
    {
        List<string> lines = ["template:", "  spec:", "    restartPolicy: Never"];
        if (seconds is { } limit)
        {
            lines.Add($"    activeDeadlineSeconds: {Number(limit)}");
        }

        lines.AddRange(["    securityContext:", $"      fsGroup: {Number(Group)}", "    containers:", "      - name: attn"]);
        lines.AddRange([$"        image: {Quoting.ForYaml(image)}", $"        workingDir: {Mounted}", "        args:"]);
        lines.AddRange(arguments.Select(argument => $"          - {Quoting.ForYaml(Literal(argument))}"));
        lines.Add("        env:");
        foreach ((string name, string value) in variables.Append(("ATTN_THREADS", Number(request.Cpus))))
        {
            lines.AddRange([$"          - name: {name}", $"            value: {Quoting.ForYaml(value)}"]);
        }

        lines.Add("        resources:");
        foreach (string kind in (string[])["requests", "limits"])
        {
            lines.AddRange([$"          {kind}:", $"            cpu: {Number(request.Cpus)}"]);
            if (request.Memory is { } memory)
            {
                lines.Add($"            memory: {Number(memory.Number)}{memory.Unit}i");
            }
        }

        lines.AddRange(["        volumeMounts:", "          - name: work", $"            mountPath: {Mounted}"]);
        lines.AddRange(["    volumes:", "      - name: work"]);
        lines.AddRange(["        persistentVolumeClaim:", $"          claimName: {Quoting.ForYaml(claim)}"]);
        foreach (string line in lines)
        {
            yaml.Append("  ").Append(line).Append('\n');
        }
    }

    // In arguments Kubernetes puts variables in the place of $(NAME), and takes $$ for $.
    private static string Literal(string argument) => argument.Replace("$(", "$$(");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
