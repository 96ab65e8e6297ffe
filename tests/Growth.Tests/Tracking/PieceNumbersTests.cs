using Growth.Time;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class PieceNumbersTests
{
    public sealed class OnSqlite : PieceNumbersTests;

    public sealed class OnPostgres : PieceNumbersTests;

    [Fact]
    public async Task OfWeek_ReadersOfTwoPieces_GivesEachAndThePool()
    {
        await using var store = await TrackingStore.CreateAsync();
        var (one, two) = (store.Tokens.IssueVisitor().Token, store.Tokens.IssueVisitor().Token);
        await store.SendAsync(
            new { id = "1", kind = "view", piece = TrackingStore.Published, visitor = one },
            new { id = "2", kind = "share", piece = TrackingStore.Published, visitor = one },
            new { id = "1", kind = "view", piece = TrackingStore.Published, visitor = two },
            new { id = "3", kind = "view", piece = TrackingStore.AlsoPublished, visitor = one });
        store.Store.Time.Set(TrackingStore.WeekEnd);
        await store.SendAsync(new { id = "2", kind = "share", piece = TrackingStore.Published, visitor = two });

        var pieces = await store.Store.Database.ReadAsync(connection => PieceNumbers.OfWeekAsync(connection, IsoWeek.Parse("2026-W48")));
        var pool = Numbers.Pool(pieces.Select(piece => piece.Week));

        Assert.Equal([TrackingStore.Published, TrackingStore.AlsoPublished, TrackingStore.NotPublished], pieces.Select(piece => piece.Slug));
        Assert.Equal((1, 2), (pieces[0].Week.Share.Successes, pieces[0].Life.Share.Successes));
        Assert.Equal((1L, 3L), (pool.Share.Successes, pool.Share.Trials));
        Assert.Equal(0, pieces[2].Week.Completion.Trials);
        Assert.Null(await store.Store.Database.ReadAsync(connection => PieceNumbers.OfPieceAsync(connection, "no-such")));
    }
}
