using TorchSharp;

namespace AttnExtract.Extract.Tests;

/// <summary>
/// The tensors that the calling thread has made and nobody has disposed. Whatever other tests left to finalizers is freed, and counted, on a thread of
/// its own.
/// </summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
