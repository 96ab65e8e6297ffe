using Growth.Embedded.Settings;

namespace Growth.Embedded.Queues;

/// <summary>When a pump turns to the store and for how many messages. Pure: counts in, counts out.</summary>
internal static class DecideTurn
{
    /// <summary>So long finished messages may wait for others, so that one commit completes many.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    // What begins within this time is claimed ahead. Longer would keep messages from other instances, shorter would leave places empty while a turn runs.
    private const double AheadSeconds = 0.025;
    private const int MostAhead = 4;

    /// <summary>At most so many run at once: host.json's batchSize and newBatchThreshold, as on Azure.</summary>
    public static int Places(QueueSettings settings) => settings.BatchSize + settings.NewBatchThreshold;

    /// <param name="rate">Messages that ended in a second, lately.</param>
    /// <returns>How many may be claimed beyond the places: none while functions are slow, some turns' worth while they are quick.</returns>
    public static int Ahead(double rate, QueueSettings settings) => (int)Math.Min(rate * AheadSeconds, MostAhead * Places(settings));

    /// <summary>More are claimed when so many or fewer are held.</summary>
    public static int LowWater(int ahead, QueueSettings settings) => settings.NewBatchThreshold + (ahead / 2);

    /// <returns>How many to claim now; 0: enough are held.</returns>
    public static int Claim(HeldCounts held, int ahead, QueueSettings settings)
    {
        var open = held.Ready + held.Running;
        if (open > LowWater(ahead, settings)) return 0;
        return ahead == 0 ? Math.Min(settings.BatchSize, Places(settings) - open) : Places(settings) + ahead - open;
    }

    /// <summary>Whether what is finished is worth a commit now; otherwise it waits for at most <see cref="Gather"/>.</summary>
    public static bool Commits(HeldCounts held, QueueSettings settings) =>
        held.Finished > 0 && (held.Ready + held.Running == 0 || held.Finished >= Places(settings));
}
