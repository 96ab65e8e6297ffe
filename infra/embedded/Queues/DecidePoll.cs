namespace Growth.Embedded.Queues;

/// <summary>How long a pump that found nothing waits for a wake-up before it looks by itself.</summary>
internal static class DecidePoll
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <param name="last">The wait before this one.</param>
    /// <param name="longest">host.json's maxPollingInterval.</param>
    /// <param name="hears">
    /// Other instances' wake-ups arrive (LISTEN). Where they do not (a SQLite file, a lost connection) looking is how their messages are found:
    /// then the promise of 250 ms wins over backing off to <paramref name="longest"/>.
    /// </param>
    public static TimeSpan Next(TimeSpan last, TimeSpan longest, bool hears)
    {
        var most = hears || longest < First ? longest : First;
        var next = last * 2;
        return next < most ? next : most;
    }
}
