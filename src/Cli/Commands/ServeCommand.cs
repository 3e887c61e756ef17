using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Running;

namespace AttnExtract.Cli.Commands;

/// <summary>Serves models to a browser and to programs, on this machine.</summary>
internal sealed class ServeCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "serve";

    /// <inheritdoc/>
    public override string Summary => "look around in a browser with a live model, or ask it from any program";

    /// <inheritdoc/>
    public override string Usage => "[MODEL …]  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn serve --port 8080", "the bundled model; open the address that is shown"),
        new("attn serve models/bert-base-uncased models/opus-mt-zh-en", "two models to choose from, at a port that is free"),
    ];

    /// <inheritdoc/>
    public override Argument Argument => ServeOptions.Models;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions => [.. ServeOptions.All];

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        ServeSettings settings = ServeOptions.Read(call);
        if (call.Shell.Serve is { } serve)
        {
            serve(call, settings);
            return;
        }

        SiblingProgram.Become("attn-serve", [Name, .. call.Arguments]);
    }
}
