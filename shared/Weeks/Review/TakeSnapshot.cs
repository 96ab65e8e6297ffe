using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>Reads a week's numbers under the write lock: one row a piece, never its readers.</summary>
internal static class TakeSnapshot
{
    private const int WeeksToLookAhead = 8;

    /// <exception cref="InvalidOperationException">The week was not run, or no workspace is applied.</exception>
    public static async Task<ReviewSnapshot> RunAsync(Transaction transaction, IsoWeek week, ReviewKind kind, GrowthConfig config, Instant now)
    {
        var row = await transaction.FirstAsync<Week>(
            """
            select plan, zone, opens_at as OpensAt, closes_at as ClosesAt, ends_at as EndsAt, final_at as FinalAt, opened_at as OpenedAt
            from week where week = @week
            """,
            new { week });
        if (row is not { Plan: { } plan }) throw new InvalidOperationException($"{week} was never run: there is nothing to review.");
        var campaign = await transaction.FirstAsync<Campaign>(
            "select key, state, stopped_at as StoppedAt from campaign where week = @week order by key", new { week })
            ?? throw new InvalidOperationException($"{week} has no campaign.");
        return new ReviewSnapshot
        {
            Week = week,
            Kind = kind,
            TakenAt = now,
            Workspace = config.Workspace,
            Language = config.Language,
            TimeZone = row.Zone,
            Currency = config.Currency,
            PublicUrl = config.PublicUrl,
            CompletionTarget = config.Targets.CompletionRate,
            ShareTarget = config.Targets.ShareRate,
            Times = new ReviewTimes { OpensAt = row.OpensAt, ClosesAt = row.ClosesAt, EndsAt = row.EndsAt, FinalAt = row.FinalAt, OpenedAt = row.OpenedAt },
            Plan = Json.Read<WeekPlan>(plan),
            Campaign = new ReviewCampaign { Key = campaign.Key, State = campaign.State, StoppedAt = campaign.StoppedAt },
            Pieces = await PiecesAsync(transaction, week),
            Previous = await PreviousAsync(transaction, week),
            NextWithoutPlan = await NextWithoutPlanAsync(transaction, week),
        };
    }

    private static async Task<IReadOnlyList<PieceNumbers>> PiecesAsync(Transaction transaction, IsoWeek week)
    {
        var pieces = await transaction.QueryAsync<Piece>(
            """
            select p.slug, p.title, p.publish_at as PublishAt, p.published_at as PublishedAt, c.week_views as Views, c.week_shares as Shares,
                   c.week_readers as Readers, c.week_completers as Completers, c.week_sharers as Sharers, c.week_bringers as Bringers, c.week_brought as Brought
            from piece p join piece_counter c on c.piece_id = p.id
            where p.week = @week order by p.position
            """,
            new { week });
        var numbers = new List<PieceNumbers>(pieces.Count);
        foreach (var piece in pieces) numbers.Add(piece.With(await CountAnnounced.RunAsync(transaction, piece.Slug)));
        return numbers;
    }

    private static async Task<PreviousWeek?> PreviousAsync(Transaction transaction, IsoWeek week)
    {
        var snapshot = await transaction.FirstAsync<string>(
            "select snapshot from review where kind = 'final' and week < @week order by week desc limit 1", new { week });
        if (snapshot is null) return null;
        var before = Json.Read<ReviewSnapshot>(snapshot);
        return new PreviousWeek { Week = before.Week, Pieces = before.Pieces };
    }

    private static async Task<IsoWeek> NextWithoutPlanAsync(Transaction transaction, IsoWeek week)
    {
        var next = week.Next;
        for (var ahead = 1; ahead < WeeksToLookAhead && await WorkspaceStore.PlanAsync(transaction, next) is not null; ahead++) next = next.Next;
        return next;
    }

    private sealed record Week
    {
        public string? Plan { get; init; }

        public string Zone { get; init; } = "";

        public Instant OpensAt { get; init; }

        public Instant ClosesAt { get; init; }

        public Instant EndsAt { get; init; }

        public Instant FinalAt { get; init; }

        public Instant? OpenedAt { get; init; }
    }

    private sealed record Campaign
    {
        public string Key { get; init; } = "";

        public string State { get; init; } = "";

        public Instant? StoppedAt { get; init; }
    }

    private sealed record Piece
    {
        public string Slug { get; init; } = "";

        public string Title { get; init; } = "";

        public Instant PublishAt { get; init; }

        public Instant? PublishedAt { get; init; }

        public long Views { get; init; }

        public long Shares { get; init; }

        public long Readers { get; init; }

        public long Completers { get; init; }

        public long Sharers { get; init; }

        public long Bringers { get; init; }

        public long Brought { get; init; }

        public PieceNumbers With(AnnouncedNumbers announced) => new()
        {
            Slug = Slug,
            Title = Title,
            PublishAt = PublishAt,
            PublishedAt = PublishedAt,
            Announced = announced,
            Views = Views,
            Shares = Shares,
            Readers = Readers,
            Completers = Completers,
            Sharers = Sharers,
            Bringers = Bringers,
            Brought = Brought,
        };
    }
}
