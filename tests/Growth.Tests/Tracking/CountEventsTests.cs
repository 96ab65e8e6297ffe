using FsCheck;
using FsCheck.Fluent;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class CountEventsTests
{
    public sealed class OnSqlite : CountEventsTests;

    public sealed class OnPostgres : CountEventsTests;

    private const int Readers = 4;

    /// <summary>
    /// Any events of a few readers in any order, with repetitions, across the week's end, counted by two instances that each remember what
    /// they saw last: the counters equal the model and a recount.
    /// </summary>
    [Fact]
    public void Run_AnySequence_CountersEqualTheModelAndARecount()
    {
        var step = from id in Gen.Choose(0, 30)
                   from reader in Gen.Choose(0, Readers - 1)
                   from kind in Gen.Elements(EventKind.View, EventKind.View, EventKind.Progress, EventKind.Share)
                   from scroll in Gen.Elements<int?>(null, 0, 89, 90, 100)
                   from seconds in Gen.Elements<int?>(null, 0, 119, 120, 500)
                   from via in Gen.Elements<int?>(null, 0, 1, 2, 3, 9)
                   from wait in Gen.Elements(0, 1, 60, 130)
                   from instance in Gen.Elements(0, 0, 0, 1)
                   select new Step(id, reader, kind, scroll, seconds, via, wait, instance);
        Prop.ForAll(Gen.ListOf(step).Select(steps => steps.ToList()).ToArbitrary(), Agrees).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static bool Agrees(List<Step> steps) => AgreesAsync(steps).GetAwaiter().GetResult();

    private static async Task<bool> AgreesAsync(List<Step> steps)
    {
        await using var store = await TrackingStore.CreateAsync(started: false);
        var tokens = Enumerable.Range(0, Readers).Select(_ => store.Tokens.IssueVisitor().Reader).ToList();
        var model = new Model();
        CommitEvents[] instances = [store.Commit, new(store.Store.Database, new CountEvents(store.Terms, store.Store.Clock), NullLogger<CommitEvents>.Instance)];
        // The sequence straddles the week's end, and is committed in groups of three.
        var now = TrackingStore.WeekEnd - Duration.FromSeconds(20L * steps.Count);
        foreach (var group in steps.Chunk(3))
        {
            var events = new List<TrackingEvent>();
            foreach (var step in group)
            {
                now += Duration.FromSeconds(step.Wait);
                model.Take(step, now);
                events.Add(new TrackingEvent
                {
                    Index = 0,
                    Id = $"{step.Id}",
                    Kind = step.Kind,
                    Piece = TrackingStore.Published,
                    Reader = tokens[step.Reader],
                    Scroll = step.Scroll,
                    Seconds = step.Seconds,
                    Via = step.Via is { } via ? (via < Readers ? tokens[via].Ref : "nobody") : null,
                    ReceivedAt = now,
                });
            }

            store.Store.Time.Set(now);
            await instances[group[0].Instance].RunAsync(events);
        }

        var counters = await store.CountersAsync();
        Assert.Equal(model.Count(), counters);
        Assert.Equal(await store.RecountAsync(), counters);
        return true;
    }

    private sealed record Step(int Id, int Reader, EventKind Kind, int? Scroll, int? Seconds, int? Via, int Wait, int Instance);

    /// <summary>The rules as one would tell them, from the list of events, without sets or deltas.</summary>
    private sealed class Model
    {
        private readonly List<(Step Step, Instant At)> _taken = [];

        public void Take(Step step, Instant at)
        {
            if (!_taken.Exists(one => one.Step.Reader == step.Reader && one.Step.Id == step.Id)) _taken.Add((step, at));
        }

        public CounterRow Count()
        {
            var readers = Enumerable.Range(0, Readers).Where(reader => _taken.Exists(one => one.Step.Reader == reader)).ToList();
            var first = readers.Select(First).ToList();
            var completed = readers.Select(Completed).OfType<Instant>().ToList();
            var shared = readers.Select(Shared).OfType<Instant>().ToList();
            var brought = readers.Where(reader => Bringer(reader) is not null).ToList();
            var bringing = brought.Select(reader => Bringer(reader)!.Value).Distinct()
                .Where(bringer => Shared(bringer) is not null)
                .Select(bringer => Instant.Max(Shared(bringer)!.Value, brought.Where(reader => Bringer(reader) == bringer).Min(First))).ToList();
            var views = _taken.Where(one => one.Step.Kind == EventKind.View).Select(one => one.At).ToList();
            var shares = _taken.Where(one => one.Step.Kind == EventKind.Share).Select(one => one.At).ToList();
            return new CounterRow
            {
                Readers = first.Count,
                Completers = completed.Count,
                Sharers = shared.Count,
                Bringers = bringing.Count,
                Brought = brought.Count,
                Views = views.Count,
                Shares = shares.Count,
                WeekReaders = InWeek(first),
                WeekCompleters = InWeek(completed),
                WeekSharers = InWeek(shared),
                WeekBringers = InWeek(bringing),
                WeekBrought = InWeek(brought.ConvertAll(First)),
                WeekViews = InWeek(views),
                WeekShares = InWeek(shares),
            };
        }

        private static int InWeek(List<Instant> instants) => instants.Count(at => at < TrackingStore.WeekEnd);

        private IEnumerable<(Step Step, Instant At)> Of(int reader) => _taken.Where(one => one.Step.Reader == reader);

        private Instant First(int reader) => Of(reader).First().At;

        private Instant? Shared(int reader) => Of(reader).Where(one => one.Step.Kind == EventKind.Share).Select(one => (Instant?)one.At).FirstOrDefault();

        private int? Bringer(int reader)
        {
            var (step, _) = Of(reader).First();
            var before = _taken.TakeWhile(one => one.Step != step || one.Step.Reader != reader);
            return step.Kind == EventKind.View && step.Via is { } via && via != reader && before.Any(one => one.Step.Reader == via) ? via : null;
        }

        private Instant? Completed(int reader)
        {
            var start = First(reader);
            var (scroll, seconds) = (0, 0);
            foreach (var (step, at) in Of(reader))
            {
                scroll = Math.Max(scroll, step.Scroll ?? 0);
                seconds = Math.Max(seconds, Math.Min(step.Seconds ?? 0, (int)(at - start).TotalSeconds));
                if (scroll >= 90 && seconds >= 120) return at;
            }

            return null;
        }
    }
}
