using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>How often and after how long something is tried again: pauses double up to a limit; what goes forward starts anew.</summary>
internal sealed class Patience(HubSettings settings, HubProgress progress, long furthest = 0)
{
    private int _failures;
    private long _furthest = furthest;

    /// <summary>How often something may fail in a row; 1 is not to try again.</summary>
    public int Attempts { get; init; } = settings.Attempts;

    /// <summary>Whether there is no use in waiting for a connection that could not be made, because none ever was.</summary>
    public bool GivesUpUnconnected { get; private set; } = true;

    /// <summary>Does something until it succeeds.</summary>
    /// <exception cref="AttnExtractException">It has failed too often.</exception>
    public async Task<T> TryAsync<T>(Func<Task<T>> once, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await once();
            }
            catch (TransientFailure failure)
            {
                await WaitAsync(failure, cancellation);
            }
        }
    }

    /// <summary>Something came. Only what is further than ever before is progress: whoever begins anew each time may never end.</summary>
    public void Renew(long reached)
    {
        GivesUpUnconnected = false;
        if (reached > _furthest)
        {
            (_furthest, _failures) = (reached, 0);
        }
    }

    private async Task WaitAsync(TransientFailure failure, CancellationToken cancellation)
    {
        _failures++;
        if (_failures >= Attempts || (failure.IsHopeless && GivesUpUnconnected))
        {
            string times = _failures > 1 ? $", {_failures} times in a row" : "";
            throw new AttnExtractException($"{failure.Message}{times}. {failure.Advice}", failure);
        }

        if (failure.AskedPause > settings.LongestAsked)
        {
            throw new AttnExtractException(HubMessages.AsksTooMuch(failure, failure.AskedPause.Value), failure);
        }

        double doubled = settings.FirstPause.TotalSeconds * Math.Pow(2, _failures - 1);
        TimeSpan pause = failure.AskedPause ?? TimeSpan.FromSeconds(Math.Min(doubled, settings.LongestPause.TotalSeconds));
        progress.Note(HubMessages.TriesAgain(failure, pause));
        await Task.Delay(pause, settings.Clock, cancellation);
    }
}
