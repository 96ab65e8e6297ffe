using Growth.Outbound;

namespace Growth.Weeks.Review;

/// <summary>What others are told of a closed week: the numbers of its final snapshot.</summary>
internal static class DescribeClosedWeek
{
    public static WeekClosed Run(ReviewSnapshot snapshot) => new()
    {
        Week = snapshot.Week,
        TimeZone = snapshot.TimeZone,
        OpensAt = snapshot.Times.OpensAt,
        EndsAt = snapshot.Times.EndsAt,
        ClosedAt = snapshot.TakenAt,
        Targets = new WeekTargets(snapshot.CompletionTarget, snapshot.ShareTarget),
        Campaign = snapshot.Campaign.Key,
        Pieces = [.. snapshot.Pieces.Select(Of)],
    };

    private static ClosedPiece Of(PieceNumbers piece) => new()
    {
        Slug = piece.Slug,
        Title = piece.Title,
        PublishedAt = piece.PublishedAt,
        Views = piece.Views,
        Shares = piece.Shares,
        Readers = piece.Readers,
        Completers = piece.Completers,
        Sharers = piece.Sharers,
        Brought = piece.Brought,
    };
}
