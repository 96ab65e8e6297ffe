using Growth.Config;
using Growth.Notifications;
using Growth.Time;
using Growth.Weeks;
using NodaTime;

namespace Growth.Tests.Weeks;

/// <summary>A workspace in Shanghai and plans for its weeks, as applying would store them.</summary>
internal static class Sample
{
    internal static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");

    internal static GrowthConfig Config { get; } = new()
    {
        Workspace = "reading-room",
        PublicUrl = new Uri("https://growth.example.com"),
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Language = Language.En,
        Team = [new TeamMember { Name = "Lin", Email = "lin@example.com" }, new TeamMember { Name = "Wen", Email = "wen@example.com" }],
        Channels = new Dictionary<string, ChannelConfig> { ["push"] = new Growth.Config.FileChannel(), ["email"] = new Growth.Config.FileChannel() },
    };

    internal static WeekPlan Plan(IsoWeek week) => new()
    {
        Week = week,
        Campaign = new CampaignPlan
        {
            Key = $"reading-{Suffix(week)}",
            Name = "21 days of reading",
            Products = ["READ-21"],
            Enrol = new EnrolPlan { From = week.Monday, Until = week.Monday.PlusDays(6), Limit = 200 },
            CheckIn = new CheckInPlan { Days = 21, Grace = 3, DayEndsAt = new LocalTime(4, 0), RemindAt = [new LocalTime(20, 0)] },
            Cashback = new CashbackPlan
            {
                Tiers = [new TierPlan { Consecutive = 7, Amount = new TierAmount { Money = 500 } }],
                Hold = Duration.FromDays(8),
                Budget = 2_000_000,
                Payout = Payout.WechatRefund,
            },
        },
        Content =
        [
            Piece($"why-{Suffix(week)}", "Mon 08:00", new AnnouncePlan { Route = ["push", "email"], Audience = Audience.Consented, Purpose = Purpose.Marketing }),
            Piece($"night-{Suffix(week)}", "Wed 08:00"),
            Piece($"share-{Suffix(week)}", "Sun 22:30"),
        ],
    };

    private static string Suffix(IsoWeek week) => week.ToString().ToLowerInvariant();

    private static PiecePlan Piece(string slug, string at, AnnouncePlan? announce = null) => new()
    {
        Slug = slug,
        Title = $"About {slug}",
        Url = new Uri($"https://example.com/{slug}"),
        ReadingTime = Duration.FromMinutes(6),
        PublishAt = WeekTime.Parse(at),
        Announce = announce,
    };
}
