using Growth.Storage;

namespace Growth.Embedded.Queues;

/// <summary>
/// Where in its queue a pump looks. A look pays for the rows it passes over: those under others' leases, those that wait for another attempt
/// and, on PostgreSQL, those deleted since the last vacuum. So while there is a backlog each look begins where the last one ended, and only
/// now and then one begins at the head, for messages that came in out of order, late or again. These looks take a twentieth of the time at most.
/// </summary>
internal sealed class QueuePosition(TimeProvider time)
{
    private const int Share = 20;
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private QueuePlace _place = QueuePlace.Head;
    private long _headDue;

    public QueuePlace Next() => time.GetTimestamp() >= _headDue ? QueuePlace.Head : _place;

    /// <param name="begun">Timestamp of the look.</param>
    /// <param name="wanted">How many it asked for; 1 or more.</param>
    /// <returns>Whether there may be more.</returns>
    public bool Moved(QueuePlace from, long begun, int wanted, IReadOnlyList<ClaimedMessage> claimed)
    {
        var now = time.GetTimestamp();
        if (from == QueuePlace.Head)
        {
            var pause = Share * (now - begun);
            _headDue = now + Math.Max(pause, (long)(Often.TotalSeconds * time.TimestampFrequency));
        }

        if (claimed.Count == wanted)
        {
            _place = new QueuePlace(claimed[^1].DueAt, claimed[^1].Id);
            return true;
        }

        // Its end was reached: the next look is a whole one.
        _headDue = 0;
        _place = QueuePlace.Head;
        return from != QueuePlace.Head;
    }
}
