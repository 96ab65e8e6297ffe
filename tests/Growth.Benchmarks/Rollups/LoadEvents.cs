using System.Buffers.Binary;
using System.Buffers.Text;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Growth.Benchmarks.Rollups;

/// <summary>
/// Fills a store through the product's own counting, without HTTP: readers come and go over 60 days of a stepped clock, so that days begin and
/// id tables take turns as in life. A reader sends 20 events: four on each of five visits.
/// </summary>
internal sealed class LoadEvents
{
    public const int EventsOfReader = 20;
    private const int Group = 5_000;

    private readonly SteppedTime _time;
    private readonly CommitEvents _commit;
    private readonly Instant _start;
    private readonly Duration _step;
    private readonly Random _random = new(1);
    private long _sent;

    /// <param name="start">From here over 60 days to about now.</param>
    /// <param name="total">Events to come in all.</param>
    public LoadEvents(Database database, Instant start, long total)
    {
        _start = start;
        _step = Duration.FromDays(60) / total;
        _time = new SteppedTime(start);
        var terms = new RunningTerms(database, new MachineClock(TimeProvider.System));
        _commit = new CommitEvents(database, new CountEvents(terms, new BusinessClock(_time)), NullLogger<CommitEvents>.Instance);
    }

    /// <exception cref="InvalidOperationException">An event was not taken.</exception>
    public async Task UntilAsync(long count, CancellationToken cancellationToken)
    {
        while (_sent < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await GroupAsync((int)Math.Min(Group, count - _sent));
        }
    }

    /// <returns>Events a second, counted in groups for as long.</returns>
    public async Task<double> RateAsync(double seconds)
    {
        var (watch, before) = (System.Diagnostics.Stopwatch.StartNew(), _sent);
        while (watch.Elapsed.TotalSeconds < seconds) await GroupAsync(1_000);
        return (_sent - before) / watch.Elapsed.TotalSeconds;
    }

    private async Task GroupAsync(int count)
    {
        var now = _start + (_step * _sent);
        _time.Set(now);
        var outcomes = await _commit.RunAsync([.. Enumerable.Range(0, count).Select(i => Next(i, now))]);
        if (Array.Exists(outcomes, outcome => outcome is not { IsDuplicate: false, Refusal: null })) throw new InvalidOperationException("The store did not take an event.");
        _sent += count;
    }

    private TrackingEvent Next(int index, Instant now)
    {
        // The readers of these weeks: a window that moves on, so that most events find a reader who came before.
        var number = _sent + index;
        var reader = (number / EventsOfReader) + _random.Next(2_000);
        var step = _random.Next(10);
        return new TrackingEvent
        {
            Index = index,
            Id = Guid.CreateVersion7(now.ToDateTimeOffset()).ToString(),
            Kind = step < 2 ? EventKind.View : step == 9 ? EventKind.Share : EventKind.Progress,
            Piece = BenchWeek.Slugs[(int)(reader % BenchWeek.Slugs.Count)],
            Reader = KeyOf(reader),
            Scroll = step is < 2 or 9 ? null : step * 12,
            Seconds = step is < 2 or 9 ? null : step * 20,
            Via = step == 0 ? KeyOf(reader / 2).Ref : null,
            ReceivedAt = now,
        };
    }

    private static ReaderKey KeyOf(long number)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        // as far from each other as random ids are
        BinaryPrimitives.WriteInt64BigEndian(id, number * -7046029254386353131);
        BinaryPrimitives.WriteInt64BigEndian(id[8..], number);
        return new ReaderKey(ReaderKind.Visitor, Base64Url.EncodeToString(id));
    }
}
