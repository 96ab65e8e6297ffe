using Growth.Config;
using Growth.Notifications;
using Growth.Time;
using Growth.Weeks;
using Growth.Weeks.Review;
using NodaTime;

namespace Growth.Tests.Weeks.Review;

/// <summary>A week as a team would have planned it, and its review.</summary>
internal static class ReviewSample
{
    public static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");

    public static WeekPlan Plan => new()
    {
        Week = Week,
        Campaign = new CampaignPlan
        {
            Key = "reading-21",
            Name = "21 天阅读打卡",
            Products = ["READ-21"],
            Enrol = new EnrolPlan { From = new LocalDate(2026, 11, 23), Until = new LocalDate(2026, 11, 29), Limit = 200 },
            CheckIn = new CheckInPlan { Days = 21, Grace = 3, Makeups = 2, DayEndsAt = new LocalTime(4, 0), RemindAt = [new LocalTime(20, 0)] },
            Cashback = new CashbackPlan
            {
                Tiers =
                [
                    new TierPlan { Consecutive = 7, Amount = new TierAmount { Money = 500 } },
                    new TierPlan { Total = 20, Amount = new TierAmount { Percent = 1m } },
                ],
                Hold = Duration.FromDays(8),
                Budget = 2_000_000,
                Payout = Payout.WechatRefund,
            },
            Referral = new ReferralPlan { Inviter = 500, Invitee = 300, Window = Duration.FromDays(7), Budget = 200_000 },
        },
        Content =
        [
            Piece("why-21-days", "为什么是 21 天", "Mon 08:00"),
            Piece("night-reading", "夜读的人在读什么", "Wed 08:00"),
            Piece("share-a-line", "把一句话送给一个人", "Fri 08:00"),
        ],
    };

    public static ReviewSnapshot Snapshot(params IReadOnlyList<PieceNumbers> pieces) => new()
    {
        Week = Week,
        Kind = ReviewKind.Preliminary,
        TakenAt = Instant.FromUtc(2026, 11, 29, 14, 0),
        Workspace = "reading-room",
        Language = Language.ZhCn,
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        PublicUrl = new Uri("https://growth.example.com"),
        CompletionTarget = 0.60m,
        ShareTarget = 0.15m,
        Times = new ReviewTimes
        {
            OpensAt = Instant.FromUtc(2026, 11, 22, 16, 0),
            ClosesAt = Instant.FromUtc(2026, 11, 29, 14, 0),
            EndsAt = Instant.FromUtc(2026, 11, 29, 16, 0),
            FinalAt = Instant.FromUtc(2026, 12, 1, 14, 0),
            OpenedAt = Instant.FromUtc(2026, 11, 22, 16, 0),
        },
        Plan = Plan,
        Campaign = new ReviewCampaign { Key = "reading-21", State = "enrolling" },
        Pieces = pieces.Count > 0 ? pieces : [Good, LongRead, Unsure],
        Previous = new PreviousWeek { Week = Week.Previous, Pieces = [Numbers("a", "上周", 400, 260, 52, 21, 30, announced: 480)] },
        NextWithoutPlan = Week.Next,
    };

    /// <summary>Both targets met.</summary>
    public static PieceNumbers Good => Numbers("why-21-days", "为什么是 21 天", 412, 291, 88, 31, 47);

    /// <summary>Completion missed, share met.</summary>
    public static PieceNumbers LongRead => Numbers("night-reading", "夜读的人在读什么", 365, 178, 79, 14, 19) with
    {
        PublishedAt = Instant.FromUtc(2026, 11, 25, 3, 10),
    };

    /// <summary>Thirty readers.</summary>
    public static PieceNumbers Unsure => Numbers("share-a-line", "把一句话送给一个人", 30, 19, 4, 0, 0, announced: 61);

    public static PieceNumbers Numbers(
        string slug, string title, long readers, long completers, long sharers, long bringers = 0, long brought = 0, long announced = 500) => new()
    {
        Slug = slug,
        Title = title,
        PublishAt = Instant.FromUtc(2026, 11, 25, 0, 0),
        PublishedAt = Instant.FromUtc(2026, 11, 25, 0, 0),
        Announced = new AnnouncedNumbers { Sent = announced },
        Views = readers * 2,
        Shares = sharers,
        Readers = readers,
        Completers = completers,
        Sharers = sharers,
        Bringers = bringers,
        Brought = brought,
    };

    private static PiecePlan Piece(string slug, string title, string at) => new()
    {
        Slug = slug,
        Title = title,
        File = $"content/{slug}.md",
        ArticleHash = "hash",
        ReadingTime = Duration.FromMinutes(4),
        PublishAt = WeekTime.Parse(at),
        Announce = new AnnouncePlan { Route = ["push"], Audience = Audience.Consented, Purpose = Purpose.Service },
        Tags = ["habit"],
    };
}
