using System.Collections.Concurrent;
using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>
/// Program threads for what falls into parts: each runs the model's twin, with one thread of libtorch. Threads of libtorch would wait for one
/// another at every small operation; where the program may have fewer, libtorch has no more. Numbers are the same however many there are. A model
/// that somebody has attached hooks to runs alone, part after part, since hooks need not bear company. Threads are started when there is more than
/// one part.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class Crew(PretrainedModel model) : IDisposable
{
    private readonly BlockingCollection<Action<PretrainedModel>> _parts = [];
    private readonly List<Thread> _threads = [];
    private readonly List<PretrainedModel> _twins = [];
    private readonly int _most = ProgramThreads.Count;

    /// <summary>How many parts may be under way or not yet read by whoever asked for them.</summary>
    public int MostAtOnce => _most == 1 ? 1 : _most + 1;

    /// <summary>Runs parts side by side.</summary>
    /// <param name="parts">The parts, which are asked for on the caller's thread, a few ahead.</param>
    /// <param name="run">
    /// Runs one, with the model that it is given and no other. The number, below <see cref="MostAtOnce"/>, is a part's own until the caller asks
    /// for the result after its.
    /// </param>
    /// <returns>The results in the parts' order, each as soon as it is there. The model is the caller's until the last was asked for.</returns>
    public IEnumerable<TResult> Run<TPart, TResult>(IEnumerable<TPart> parts, Func<PretrainedModel, int, TPart, TResult> run)
    {
        using IDisposable turn = model.Encoder.Turnstile.Enter();
        using IDisposable? share = SpareThreads.Leaving(get_num_threads(), _most);
        bool isAlone = _most == 1 || model.Hooks.Names.Any(name => model.Hooks[name].HasListeners);
        Queue<Task<TResult>> begun = [];
        int place = 0;
        foreach ((TPart part, bool isOnly) in WithWhetherOnly(parts))
        {
            if (isAlone || isOnly)
            {
                yield return run(model, 0, part);
                continue;
            }

            begun.Enqueue(Begin(run, place, part));
            place = (place + 1) % MostAtOnce;
            if (begun.Count == MostAtOnce)
            {
                yield return begun.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (begun.TryDequeue(out Task<TResult>? next))
        {
            yield return next.GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _twins.ForEach(twin => twin.Dispose());
        _parts.Dispose();
    }

    private static IEnumerable<(T Part, bool IsOnly)> WithWhetherOnly<T>(IEnumerable<T> parts)
    {
        using IEnumerator<T> left = parts.GetEnumerator();
        for (bool isFirst = true, isThere = left.MoveNext(); isThere; isFirst = false)
        {
            T part = left.Current;
            isThere = left.MoveNext();
            yield return (part, isFirst && !isThere);
        }
    }

    private Task<TResult> Begin<TPart, TResult>(Func<PretrainedModel, int, TPart, TResult> run, int place, TPart part)
    {
        if (_threads.Count < _most)
        {
            PretrainedModel twin = model.Twin();
            _twins.Add(twin);
            Thread thread = new(() => Work(twin)) { IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        }

        TaskCompletionSource<TResult> result = new();
        _parts.Add(twin =>
        {
            try
            {
                result.SetResult(run(twin, place, part));
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        });
        return result.Task;
    }

    private void Work(PretrainedModel twin)
    {
        set_num_threads(1);
        foreach (Action<PretrainedModel> run in _parts.GetConsumingEnumerable())
        {
            run(twin);
        }
    }
}
