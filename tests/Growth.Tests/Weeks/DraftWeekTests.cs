using Growth.Config;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public sealed class DraftWeekTests
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();
    private static readonly WeekPlan Last = Sample.Plan(Sample.Week);

    [Fact]
    public void Run_TwoWeeksLater_MovesDatesAndRenames()
    {
        var draft = DraftWeek.Run(Last with { Campaign = Last.Campaign with { Stop = true } }, IsoWeek.Parse("2026-W50"), Language.ZhCn, None);

        Assert.Equal((new LocalDate(2026, 12, 7), new LocalDate(2026, 12, 13)), (draft.Campaign.Enrol.From, draft.Campaign.Enrol.Until));
        Assert.Equal("reading-2026-w50", draft.Campaign.Key);
        Assert.False(draft.Campaign.Stop);
        Assert.Equal(["why-2026-w50", "night-2026-w50", "share-2026-w50"], draft.Content.Select(piece => piece.Slug));
        Assert.Equal("[草稿] About why-2026-w48", draft.Content[0].Title);
        Assert.Equal("About why-2026-w48", DraftWeek.Approved(draft).Content[0].Title);
    }

    [Fact]
    public void Run_OfADraft_MarksOnce() =>
        Assert.Equal("[Draft] About why-2026-w48", DraftWeek.Run(DraftWeek.Run(Last, Last.Week.Next, Language.ZhCn, None), Last.Week.Next.Next, Language.En, None).Content[0].Title);

    [Fact]
    public void Run_NamesAreTakenOrTooLong_FindsOthers()
    {
        var longName = new string('a', 60);
        var plan = Last with { Content = [Last.Content[0] with { Slug = longName + "-b" }, Last.Content[1] with { Slug = longName + "-c" }, Last.Content[2] with { Slug = "share" }] };

        var slugs = DraftWeek.Run(plan, IsoWeek.Parse("2026-W49"), Language.En, new HashSet<string> { "share-2026-w49" }).Content.Select(piece => piece.Slug).ToList();

        Assert.Equal([longName[..55] + "-2026-w49", longName[..53] + "-2026-w49-2", "share-2026-w49-2"], slugs);
        Assert.All(slugs, slug => Assert.InRange(slug.Length, 1, 64));
    }
}
