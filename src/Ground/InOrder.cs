namespace AttnExtract.Ground;

/// <summary>Work on every core whose results are wanted one after the other.</summary>
internal static class InOrder
{
    /// <summary>Makes things at the same time, as many as there are cores and one more ahead, and hands them out in their order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes the one of a 0-based number. What it throws is thrown where that one would be handed out.</param>
    public static IEnumerable<T> Make<T>(int count, Func<int, T> make)
    {
        if (count == 1)
        {
            yield return make(0);
            yield break;
        }

        Queue<Task<T>> begun = new();
        try
        {
            for (int next = 0; next < count || begun.Count > 0;)
            {
                while (next < count && begun.Count <= Environment.ProcessorCount)
                {
                    int index = next++;
                    begun.Enqueue(Task.Run(() => make(index)));
                }

                yield return begun.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Whoever stops early may take away what the others still read.
            Task.WhenAll(begun).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
    }
}
