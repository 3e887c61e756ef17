using AttnExtract.Repository.Tests.Documents;
using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Slurm;

/// <summary>What attn slurm writes, done by Slurm itself; where there is none, by bash, which is told what Slurm would tell it.</summary>
public sealed class SlurmTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private const int Sentences = 400;
    private const int Tasks = 8;
    private const int SentencesAChunk = 5;

    // Once a task has left its first chunk: one is requeued, as when it has to make room; one is told that its time is nearly up. Whoever was requeued
    // would wait for two minutes, until what ran before is surely gone; here a few seconds are enough.
    private const string Requeue =
        """
        until [ -e "it's a run/chunks/000002.chunk" ]; do sleep 0.02; done
        scontrol requeue ${tasks}_3
        until [ -e "it's a run/chunks/000004.chunk" ]; do sleep 0.02; done
        scancel --batch --signal=USR1 ${tasks}_5
        for task in 3 5; do
            until scontrol show job ${tasks}_$task > state && grep -q 'Restarts=[1-9]' state && grep -q 'JobState=PENDING' state; do
                sleep 0.1
            done
            sleep 5
            scontrol update JobId=${tasks}_$task StartTime=now
        done
        until ended $merge; do sleep 0.1; done
        scontrol show job $merge | grep -q JobState=COMPLETED || scontrol show jobs | grep -E 'JobId|JobState|ExitCode'
        cat "it's a run/slurm/"*.log
        """;

    private const string WaitForMerge = "until ended $merge; do sleep 0.1; done; scontrol show job $merge";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_document_leads_from_nothing_to_the_merged_figure()
    {
        string work = DocumentRun.Having(
            SlurmCluster.IsHere ? "slurm" : null, "docs/cluster.md", _folder, python: null, $"export SLURM_CONF='{cluster.Configuration}'");

        Assert.Equal(SlurmCluster.IsHere, File.Exists(Path.Combine(work, "heads.svg")));
        Assert.True(File.Exists(Path.Combine(work, "run", "slurm", "tasks.sh")));
    }

    [Fact]
    public void Tasks_that_were_requeued_and_killed_come_to_the_same_bytes_as_one_process()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Some tasks have longer texts, so that they are at work for a while.
        File.WriteAllLines(
            _folder["a corpus.txt"],
            from line in Enumerable.Range(0, Sentences)
            let words = Enumerable.Repeat("mice saw", line / SentencesAChunk % Tasks is 2 or 4 ? 40 : 3)
            select $"{string.Join(' ', words)} cat {line}.");

        string output = Run(
            $$"""
            study=(heads 'a corpus.txt' --chunk {{SentencesAChunk}})
            attn "${study[@]}" -o single.csv -o single.svg > /dev/null
            share {{Tasks}} "${study[@]}" -o "it's a run/" -o merged.csv -o merged.svg
            {{(SlurmCluster.IsHere ? Requeue : "by_hand \"it's a run/\" 3; by_hand \"it's a run/\" 1 2 3 4 5 6 7 8; bash \"it's a run/slurm/merge.sh\"")}}
            cmp single.csv merged.csv
            cmp single.svg merged.svg
            """);

        Assert.Contains("Wrote merged.csv and merged.svg", output, StringComparison.Ordinal);
        // What a task computed before it began anew was not computed again.
        Assert.Contains("there already", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_fails_is_named_and_nothing_is_merged()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllLines(_folder["corpus.txt"], ["One.", "Two.", string.Join(' ', Enumerable.Repeat("mice", 600)), "Four."]);

        string output = Run(
            $$"""
            share 2 heads corpus.txt --chunk 1 -o run/ -o merged.csv
            {{(SlurmCluster.IsHere ? WaitForMerge : "by_hand run/ 1 2 || true; bash run/slurm/merge.sh || true")}}
            attn status run/
            test ! -e merged.csv
            """);

        Assert.Contains(SlurmCluster.IsHere ? "JobState=CANCELLED Reason=DependencyNeverSatisfied" : "is not complete", output, StringComparison.Ordinal);
        Assert.Contains("\nshard 1/2 stopped (", output, StringComparison.Ordinal);
    }

    private string Run(string script)
    {
        string beginning =
            $$"""
            export SLURM_CONF='{{cluster.Configuration}}'
            attn() { '{{Path.Combine(BuiltProgram.Folder, "attn")}}' "$@"; }
            share() {
                local count=$1; shift
                attn slurm "$@" --tasks $count --time 30 {{(SlurmCluster.IsHere ? "" : "--dry-run")}} > said
                tasks=$(sed -n 's/^Submitted job \([0-9]*\),.*/\1/p' said)
                merge=$(sed -n 's/^Submitted .* job \([0-9]*\), which.*/\1/p' said)
            }
            by_hand() {
                local run=$1 count task; shift
                count=$(sed -n 's/^#SBATCH --array=1-//p' "$run/slurm/tasks.sh")
                export SLURM_CPUS_PER_TASK=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=$count
                for task; do SLURM_ARRAY_TASK_ID=$task bash "$run/slurm/tasks.sh"; done
            }
            ended() { scontrol show job $1 | grep -qE 'JobState=(COMPLETED|CANCELLED|FAILED)'; }

            """;
        (int exitCode, string output) = BuiltProgram.Run("bash", ["-e", "-o", "pipefail", "-c", beginning + script], _folder.Path);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}");
        return output;
    }
}
