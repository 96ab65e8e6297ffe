using Dapper;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Time;

public sealed class ClockGuardTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);

    [Theory]
    [InlineData(0, true)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    [InlineData(60, true)]
    public async Task Observe_ClockHasMoved_IsFineUpToFiveMinutesBehind(int minutes, bool fine)
    {
        await using var store = await TemporaryStore.CreateAsync(Noon);
        var guard = new ClockGuard(store.Database, new Alerts(store.Clock));
        Assert.True(await guard.ObserveAsync(Noon));

        Assert.Equal(fine, await guard.ObserveAsync(Noon + Duration.FromMinutes(minutes)));

        Assert.Equal(Instant.Max(Noon, Noon + Duration.FromMinutes(minutes)), await HighestAsync(store));
        Assert.Equal(fine ? 0 : 1, (await AlertsAsync(store)).Count);
    }

    [Fact]
    public async Task Observe_CreepsBackInSmallSteps_IsNotLedAlong()
    {
        await using var store = await TemporaryStore.CreateAsync(Noon);
        var guard = new ClockGuard(store.Database, new Alerts(store.Clock));
        await guard.ObserveAsync(Noon);

        await guard.ObserveAsync(Noon - Duration.FromMinutes(4));

        Assert.False(await guard.ObserveAsync(Noon - Duration.FromMinutes(8)));
        Assert.Contains("2026-11-22 12:00", Assert.Single(await AlertsAsync(store)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_ClockRanAheadAndIsRightAgain_GoesOn()
    {
        await using var store = await TemporaryStore.CreateAsync(Noon);
        var guard = new ClockGuard(store.Database, new Alerts(store.Clock));
        await guard.ObserveAsync(Noon + Duration.FromDays(3650));
        Assert.False(await guard.ObserveAsync(Noon));

        await store.Database.WriteAsync(transaction => guard.AcceptAsync(transaction, Noon));

        Assert.True(await guard.ObserveAsync(Noon + Duration.FromMinutes(5)));
        Assert.Empty(await AlertsAsync(store));
    }

    [Fact]
    public async Task Observe_TwoHostsWhoseClocksDiffer_KeepsTheHigher()
    {
        await using var store = await TemporaryStore.CreateAsync(Noon);
        var guard = new ClockGuard(store.Database, new Alerts(store.Clock));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(second => Task.Run(() => guard.ObserveAsync(Noon + Duration.FromSeconds(19 - second)))));

        Assert.Equal(Noon + Duration.FromSeconds(19), await HighestAsync(store));
    }

    private static Task<Instant> HighestAsync(TemporaryStore store) =>
        store.Database.ReadAsync(connection => connection.QuerySingleAsync<Instant>("select highest from clock"));

    private static Task<List<string>> AlertsAsync(TemporaryStore store) =>
        store.Database.ReadAsync(async connection => (await connection.QueryAsync<string>("select text from alert where key = 'clock'")).AsList());
}
