using Growth.Functions.Health;
using Growth.Functions.Weeks;
using Growth.Tests.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Health;

/// <summary>The alerts that the timer opens and clears, over the real app.</summary>
public abstract class WatchWorkTests
{
    public sealed class OnSqlite : WatchWorkTests;

    public sealed class OnPostgres : WatchWorkTests;

    private const string Put = "insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count) values";

    [Fact]
    public async Task Fire_NothingWaits_RaisesNothing()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.StepToAsync(WeekHost.Times.Opens + Duration.FromHours(1));

        Assert.Empty(await AlertsAsync(app));
    }

    [Fact]
    public async Task Fire_PoisonIsThere_RaisesItsCountAndClearsWhenItIsGone()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync($"{Put} ('notifications-poison', '1', 0, 0, 0, 0), ('notifications-poison', '2', 0, 0, 0, 0)"));

        await app.Host.FireAsync(nameof(AlertTick));
        var raised = await AlertsAsync(app);
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from queue_message where queue = 'notifications-poison'"));
        await app.Host.FireAsync(nameof(AlertTick));

        Assert.StartsWith("poison:notifications 2 messages of queue 'notifications' failed every attempt", Assert.Single(raised), StringComparison.Ordinal);
        Assert.Empty(await AlertsAsync(app));
    }

    [Fact]
    public async Task Fire_MessageWaitsTooLong_RaisesTheOldestAndHealthSaysSo()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.FireAsync(nameof(WeekTick));
        var now = app.Time.Now;
        // Nobody has a function for this queue.
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            $"{Put} ('lost', '1', 0, @late, 0, 0), ('lost', '2', 0, @late, 0, 0), ('lost', '3', 0, @soon, 0, 0), ('fresh', '4', 0, @soon, 0, 0)",
            new { late = now - Duration.FromMinutes(16), soon = now - Duration.FromMinutes(14) }));

        await app.Host.FireAsync(nameof(AlertTick));
        var health = await app.Host.Client.GetStringAsync("/healthz").ContinueWith(task => task.IsFaulted, TaskScheduler.Default);

        Assert.StartsWith("outbox:lost 2 messages of queue 'lost' wait for longer than 15 minutes, the oldest since 2026-11-22 03:44 UTC", Assert.Single(await AlertsAsync(app)), StringComparison.Ordinal);
        Assert.True(health);
    }

    [Fact]
    public async Task Fire_WeekDoesNotMove_RaisesItAndClearsWhenItHas()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.StepToAsync(WeekHost.Times.Opens - Duration.FromMinutes(1));
        // The timer of weeks has looked and failed: the time was noted, the step not done.
        await LookedAsync(app, WeekHost.Times.Opens + Duration.FromMinutes(14));
        await app.Host.FireAsync(nameof(AlertTick));
        Assert.Empty(await AlertsAsync(app));

        await LookedAsync(app, WeekHost.Times.Opens + Duration.FromMinutes(15));
        await app.Host.FireAsync(nameof(AlertTick));
        var raised = await AlertsAsync(app);
        await app.Host.FireAsync(nameof(WeekTick));
        await app.Host.FireAsync(nameof(AlertTick));

        Assert.StartsWith("stuck:2026-W48 2026-W48 has not moved for longer than 15 minutes although due: Open", Assert.Single(raised), StringComparison.Ordinal);
        Assert.Empty(await AlertsAsync(app));
    }

    [Fact]
    public async Task Fire_HostWasDownForADay_DoesNotCallItStuckBeforeWeeksHaveBeenLookedAt()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.StepToAsync(WeekHost.Times.Opens - Duration.FromMinutes(1));
        app.Time.Set(WeekHost.Times.Opens + Duration.FromDays(1));

        await app.Host.FireAsync(nameof(AlertTick));

        Assert.Empty(await AlertsAsync(app));
    }

    private static async Task LookedAsync(WeekHost app, Instant now)
    {
        app.Time.Set(now);
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync("update clock set highest = @now", new { now }));
    }

    private static Task<IReadOnlyList<string>> AlertsAsync(WeekHost app) => app.QueryAsync<string>("select key || ' ' || text from alert order by key");
}
