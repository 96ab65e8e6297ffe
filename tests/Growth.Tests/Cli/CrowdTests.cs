using FsCheck;
using FsCheck.Fluent;
using Growth.Cli.Demo;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class CrowdTests
{
    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");
    private static readonly Instant Published = Instant.FromUtc(2026, 11, 23, 0, 0);
    private static readonly string[] Slugs = ["why-21-days", "night-reading", "share-a-line"];

    [Fact]
    public void Crowd_SameSeed_DoesTheSame()
    {
        Assert.Equal(Describe(Week(7, 120)), Describe(Week(7, 120)));
        Assert.NotEqual(Describe(Week(7, 120)), Describe(Week(8, 120)));
    }

    [Fact]
    public void Acts_AnySeed_AreWellFormedAndNeverBeforeTheirPiece() => Prop.ForAll<NonNegativeInt>(seed =>
    {
        var acts = Week(seed.Get, 20);
        foreach (var act in acts)
        {
            Assert.Matches("^[A-Za-z0-9._:-]{1,64}$", act.EventId);
            Assert.InRange(act.Scroll, 0, 100);
            Assert.True(act.At > Published);
            Assert.True(act.Kind != ActKind.Progress || act.Seconds <= act.Step * 60);
        }

        // One visit: its seconds and its scrolling only grow.
        foreach (var visit in acts.GroupBy(act => act.EventId[..act.EventId.LastIndexOf('-')]))
        {
            var steps = visit.Where(act => act.Kind == ActKind.Progress).OrderBy(act => act.At).ToList();
            Assert.Equal(steps.Select(act => act.Seconds).Order(), steps.Select(act => act.Seconds));
            Assert.Equal(steps.Select(act => act.Scroll).Order(), steps.Select(act => act.Scroll));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void EventIds_OneWeek_AreUnique()
    {
        var ids = Week(1, 500).Select(act => act.EventId).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Rates_ManySeeds_AreBelievableAndDiffer()
    {
        var rates = Enumerable.Range(1, 30).SelectMany(seed => Slugs.Select(slug => Rate(Week(seed, 300).Where(act => act.Piece == slug).ToList()))).ToList();

        Assert.All(rates, rate => Assert.InRange(rate.Completion, 0.35, 0.85));
        Assert.All(rates, rate => Assert.InRange(rate.Share, 0.02, 0.32));
        Assert.InRange(rates.Average(rate => rate.Completion), 0.55, 0.66);
        Assert.InRange(rates.Average(rate => rate.Share), 0.12, 0.19);
        Assert.Contains(rates, rate => rate.Completion > 0.66);
        Assert.Contains(rates, rate => rate.Completion < 0.54);
        Assert.Contains(rates, rate => rate.Share > 0.20);
        Assert.Contains(rates, rate => rate.Share < 0.11);
    }

    [Fact]
    public void Timeline_SameMinute_KeepsOnePersonsActsInOrder()
    {
        var timeline = new Timeline();
        timeline.Add(Week(3, 200).Reverse());

        var seen = 0;
        while (timeline.Next is { } at)
        {
            foreach (var person in timeline.Take(at))
            {
                Assert.Single(person.Select(act => act.Person.Name).Distinct(StringComparer.Ordinal));
                Assert.Equal(person.Order(Act.Order), person);
                seen += person.Count;
            }
        }

        Assert.Equal(Week(3, 200).Count, seen);
    }

    private static IReadOnlyList<Act> Week(int seed, int members)
    {
        var crowd = new Crowd(seed, members, Zone);
        return
        [
            .. from slug in Slugs
               let offer = Offer.Create(seed, slug, Published, Duration.FromSeconds(170))
               from act in crowd.Members.Where(person => person.Subscribes).SelectMany(person => crowd.Pushed(person, offer, Published)).Concat(crowd.Wandering(offer))
               select act,
        ];
    }

    private static (double Completion, double Share) Rate(IReadOnlyList<Act> acts)
    {
        double readers = acts.Select(act => act.Person.Name).Distinct(StringComparer.Ordinal).Count();
        return (acts.Where(act => act is { Scroll: >= 90, Seconds: >= 68 }).Select(act => act.Person.Name).Distinct(StringComparer.Ordinal).Count() / readers,
            acts.Where(act => act.Kind == ActKind.Share).Select(act => act.Person.Name).Distinct(StringComparer.Ordinal).Count() / readers);
    }

    private static string Describe(IReadOnlyList<Act> acts) => string.Join('\n', acts.Order(Act.Order).Select(act => $"{act.At} {act.Kind} {act.EventId} {act.Scroll} {act.Seconds} {act.Via}"));
}
