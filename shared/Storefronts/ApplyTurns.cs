using Growth.Time;

namespace Growth.Storefronts;

/// <summary>
/// How many kept requests are applied at once in this process. Platforms wait seconds for their answers, and nobody waits for the applying:
/// while requests wait for their commit one is applied at a time, in a moment without any if there is one soon.
/// </summary>
/// <param name="isBusy">Requests wait for their commit.</param>
public sealed class ApplyTurns(Func<bool> isBusy, MachineClock machine)
{
    // More would wait for each other in the store.
    private const int Most = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _places = new(Most);
    private readonly SemaphoreSlim _narrow = new(1);

    public async Task RunAsync(Func<Task> apply, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            if (isBusy()) await GiveWayAsync(apply, cancellationToken);
            else await apply();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task GiveWayAsync(Func<Task> apply, CancellationToken cancellationToken)
    {
        await _narrow.WaitAsync(cancellationToken);
        try
        {
            var since = machine.Provider.GetTimestamp();
            while (isBusy() && machine.Provider.GetElapsedTime(since) < Longest) await Task.Delay(Look, machine.Provider, cancellationToken);
            await apply();
        }
        finally
        {
            _narrow.Release();
        }
    }
}
