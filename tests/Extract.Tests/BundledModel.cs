using AttnExtract.Model;

[assembly: AssemblyFixture(typeof(AttnExtract.Extract.Tests.BundledModel))]

// Tests attach hooks to one model and count tensors of one process.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace AttnExtract.Extract.Tests;

/// <summary>The bundled model, loaded once for all tests. Tests that attach hooks detach them.</summary>
public sealed class BundledModel : IDisposable
{
    public PretrainedModel Model { get; } = PretrainedModel.Load(Testing.ReferenceData.BundledModel);

    public void Dispose() => Model.Dispose();
}
