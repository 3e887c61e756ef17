using AttnExtract.Model;
using static TorchSharp.torch;

[assembly: AssemblyFixture(typeof(AttnExtract.Extract.Tests.BundledModel))]

// Tests attach hooks to one model and count tensors of one process.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace AttnExtract.Extract.Tests;

/// <summary>The bundled model, loaded once for all tests. Tests that attach hooks detach them.</summary>
public sealed class BundledModel : IDisposable
{
    public BundledModel()
    {
        // So little arithmetic that threads would only wait for each other: with two, the tests take three times the processor's time.
        set_num_threads(1);
        Model = PretrainedModel.Load(Testing.ReferenceData.BundledModel);
    }

    public PretrainedModel Model { get; }

    public void Dispose() => Model.Dispose();
}
