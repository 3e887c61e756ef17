using System.CommandLine;
using System.Text;
using System.Text.Json;
using AttnExtract.Cli.Cluster;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Commands;

/// <summary>Has a study done by a cluster that Slurm runs.</summary>
internal sealed class SlurmCommand : ClusterCommand
{
    /// <inheritdoc/>
    public override string Name => "slurm";

    /// <inheritdoc/>
    public override string Summary => "have a study over a corpus done by a cluster that Slurm runs, in many parts at a time";

    /// <inheritdoc/>
    public override string Usage => "STUDY … -o FOLDER/ [-o FILE] --tasks N  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn slurm heads corpus.txt -o run/ -o heads.csv --tasks 32 --cpus 2 --time 30", "32 tasks of two cores, then heads.csv"),
        new("attn slurm heads corpus.txt -o run/ --tasks 32 --dry-run", "the scripts alone, to look at or to change"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [.. ClusterOptions.All, .. SlurmOptions.All];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        StudyLine study = StudyOf(call);
        ClusterRequest request = ClusterOptions.Read(call, study);
        SlurmRequest slurm = SlurmOptions.Read(call);
        string directory = Directory.GetCurrentDirectory();
        SlurmScripts.RequireNames(directory, study.Folder);
        SlurmQueue? queue = call.Has(SlurmOptions.DryRun) ? null : SlurmQueue.Find(call.Shell);
        RunFolder run = study.Plan(call.Shell);
        if (run.Plan.ChunkCount < request.Tasks)
        {
            call.Note(Messages.FewerTasks(request, run));
            request = request with { Tasks = run.Plan.ChunkCount };
        }

        SlurmScripts scripts = new(study.Folder, study.Task, study.Merge, request, slurm, directory, OwnProgram.Words());
        Write(call.Shell, scripts);
        SlurmJobs? jobs = queue is null ? null : Submit(queue, scripts);
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, json => WriteJson(json, scripts, jobs));
            return;
        }

        foreach (SlurmScript script in scripts.All)
        {
            call.Say($"{script.Path}:\n{script.Text}");
        }

        call.Say(jobs is null ? Messages.NotSubmitted(scripts) : Messages.Submitted(jobs, study.Folder));
    }

    private static void Write(Shell shell, SlurmScripts scripts)
    {
        using FileBatch files = new();
        files.MakeFolder(scripts.Folder);
        foreach (SlurmScript script in scripts.All)
        {
            files.Add(script.Path, stream => stream.Write(Encoding.UTF8.GetBytes(script.Text)));
        }

        files.Place();
        shell.Written.AddRange(scripts.All.Select(script => script.Path));
    }

    // Both are asked about first: a job array that nothing follows would be half of what was wanted.
    private static SlurmJobs Submit(SlurmQueue queue, SlurmScripts scripts)
    {
        queue.Test(scripts.Tasks);
        queue.Test(scripts.Merge);
        string tasks = queue.Submit(scripts.Tasks);
        return new(tasks, queue.Submit(scripts.Merge, $"--dependency=afterok:{tasks}"));
    }

    private static void WriteJson(Utf8JsonWriter json, SlurmScripts scripts, SlurmJobs? jobs)
    {
        json.WriteStartObject();
        foreach ((string name, SlurmScript script, string? job) in
            ((string, SlurmScript, string?)[])[("tasks", scripts.Tasks, jobs?.Tasks), ("merge", scripts.Merge, jobs?.Merge)])
        {
            json.WriteStartObject(name);
            json.WriteString("script", script.Path);
            json.WriteString("text", script.Text);
            json.WriteString("job", job);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
