using AttnExtract.Cli;
using AttnExtract.Cli.Running;
using AttnExtract.Model;

namespace AttnExtract.Serve;

/// <summary><c>attn-serve</c>: the command <c>serve</c> of <c>attn</c>, in a process that has a web server.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        NativeTuning.Apply();
        using Interruption interruption = new();
        StandardStreams.Fill();
        using Shell shell = Shell.OfThisProcess(ServeHost.Run);
        return ProcessEnd.Now(Cli.Program.Run(arguments, shell));
    }
}
