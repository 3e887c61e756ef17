using System.Diagnostics;
using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>A shard that this process computes: no other may meanwhile. The system gives it free when the process ends, however it does.</summary>
internal sealed class ShardLock : IDisposable
{
    private const int MostTries = 5;
    private const int Pause = 20;

    // Held by whoever writes of a shard, and for good by whoever is told to stop.
    private static readonly Lock Saying = new();
    private static readonly HashSet<ShardLock> OfThisProcess = [];

    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly FileStream _held;
    private readonly string _path;
    private ShardState _state;

    private ShardLock(FileStream held, string path, ShardState state)
    {
        (_held, _path, _state) = (held, path, state);
        lock (Saying)
        {
            _state.Write(_path);
            OfThisProcess.Add(this);
        }
    }

    /// <summary>Takes a shard.</summary>
    /// <param name="folder">The run's folder, as it was named.</param>
    /// <param name="shards">Where the states of shards are kept.</param>
    /// <param name="shard">The shard.</param>
    /// <exception cref="AttnExtractException">Another process has it, which the message names; or the folder cannot be written.</exception>
    public static ShardLock Take(string folder, string shards, Shard shard)
    {
        string state = StateOf(shards, shard);
        FileStream? free = TryHold(LockOf(state));
        for (int tries = 1; free is null && tries < MostTries; tries++)
        {
            // Whoever looks whether it is held, holds it for a moment.
            Thread.Sleep(Pause);
            free = TryHold(LockOf(state));
        }

        FileStream held = free ?? throw new AttnExtractException(
            $"Shard {shard} of '{folder}' is being computed by {OwnerOf(state)}; let it finish, or end it first.");
        try
        {
            return new ShardLock(held, state, new ShardState { Shard = shard, Host = Environment.MachineName, Process = Environment.ProcessId });
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The shards that are being computed, or that ended before they were done.</summary>
    public static IEnumerable<ShardState> All(string shards) =>
        from path in Directory.Exists(shards) ? InputFolder.Files(shards, "*.json") : []
        let state = TryRead(path)
        where state is not null
        orderby state.Shard.Count, state.Shard.Number
        select state with { IsRunning = IsHeld(LockOf(path)) };

    /// <summary>
    /// Keeps why none of the shards of this process will be done. From then on whoever says something of one waits for the end of the process.
    /// </summary>
    public static void FailAll(string failure)
    {
        Saying.Enter();
        foreach (ShardLock shard in OfThisProcess)
        {
            shard.Fail(failure);
        }
    }

    /// <summary>Says how far it is.</summary>
    public void Report(int texts)
    {
        lock (Saying)
        {
            _state = _state with { TextCount = _state.TextCount + texts, Seconds = _time.Elapsed.TotalSeconds };
            _state.Write(_path);
        }
    }

    /// <summary>Keeps why it could not be done, where that can still be written.</summary>
    public void Fail(string failure)
    {
        try
        {
            lock (Saying)
            {
                (_state with { Failure = failure }).Write(_path);
            }
        }
        catch (AttnExtractException)
        {
            // The disk that is full, or the folder that is gone, is the failure that is told.
        }
    }

    /// <summary>Nothing is left to be said of it.</summary>
    public void Finish()
    {
        lock (Saying)
        {
            OfThisProcess.Remove(this);
            File.Delete(_path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Saying)
        {
            OfThisProcess.Remove(this);
            _held.Dispose();
        }
    }

    private static string StateOf(string shards, Shard shard) =>
        Path.Join(shards, string.Create(CultureInfo.InvariantCulture, $"{shard.Number}-of-{shard.Count}.json"));

    private static string LockOf(string state) => Path.ChangeExtension(state, ".lock");

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] HeldElsewhere = [11, 35, unchecked((int)0x80070020)];

    // FileShare.None is a lock of the whole file (flock), which ends with the process.
    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new AttnExtractException($"'{path}' cannot be written: {InputFile.Reason(exception)}.", exception);
        }
        catch (IOException exception) when (HeldElsewhere.Contains(exception.HResult))
        {
            return null;
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new AttnExtractException($"'{path}' cannot be written: {InputFile.Reason(exception)}.", exception);
        }
    }

    private static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream? held = TryHold(path);
            return held is null;
        }
        catch (AttnExtractException)
        {
            // Who may only look cannot tell; its owner would have said how it ended.
            return true;
        }
    }

    private static string OwnerOf(string state) => (File.Exists(state) ? TryRead(state) : null)?.Owner ?? "another process";

    // Between two states a file may be gone.
    private static ShardState? TryRead(string path)
    {
        try
        {
            return ShardState.Read(path);
        }
        catch (AttnExtractException) when (!File.Exists(path))
        {
            return null;
        }
    }
}
