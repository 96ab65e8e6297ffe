using Growth.Functions.Weeks;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>The weekly loop as it runs: timers at their schedule, queues, channels, a workspace folder, a store, a stepped clock.</summary>
public abstract class WeekOverTheHostTests
{
    public sealed class OnSqlite : WeekOverTheHostTests;

    public sealed class OnPostgres : WeekOverTheHostTests;

    private static readonly WeekTimes Times = WeekHost.Times;
    private static readonly Instant End = Times.Final + Duration.FromHours(11);

    [Fact]
    public async Task StepTo_AWholeWeekUndisturbedOrRestartedEveryDay_DoesEachStepOnceAtItsTime()
    {
        await using var app = await WeekHost.StartAsync();

        await app.Host.StepToAsync(End);

        Assert.Empty(app.Host.Failures);
        Assert.Equal(
            [$"2026-W48 closed {Micros(Times.Opens)} {Micros(Times.Closes)} {Micros(Times.Final)}"],
            await app.QueryAsync<string>("select week || ' ' || state || ' ' || opened_at || ' ' || closing_at || ' ' || closed_at from week where state <> 'skipped'"));
        Assert.Equal([At("Mon 08:00"), At("Wed 20:00"), At("Fri 18:00")], await app.QueryAsync<Instant>("select published_at from piece order by position"));
        Assert.Equal(["final", "preliminary"], await app.QueryAsync<string>("select kind from review order by kind"));
        Assert.Equal([9], await app.QueryAsync<int>("select count(*) from message where key like 'announce/%'"));
        Assert.Equal(["no-plan/2026-W49/team@example.com", "week-opened/2026-W48/team@example.com"],
            await app.QueryAsync<string>("select key from message where recipient like 'team:%' and key not like 'review%' order by key"));
        Assert.Equal([0], await app.QueryAsync<int>("select count(*) from message where state not in ('sent', 'expired')"));
        Assert.Equal(await app.QueryAsync<int>("select count(*) from message where state = 'sent'"), [Directory.GetFiles(app.Outbox, "*.md", SearchOption.AllDirectories).Length]);
        Assert.Equal([0], await app.QueryAsync<int>("select count(*) from queue_message"));

        // The same week by a host that was restarted every day.
        await using var restarted = await WeekHost.StartAsync();
        for (var day = 1; day <= 9; day++)
        {
            await restarted.Host.StepToAsync(WeekHost.Start + Duration.FromDays(day));
            await restarted.RestartAsync();
        }

        await restarted.Host.StepToAsync(End);
        Assert.Equal(await app.ContentsAsync(), await restarted.ContentsAsync());
    }

    [Fact]
    public async Task Fire_TwoHostsOnOneStore_EachStepOnce()
    {
        IReadOnlyList<Instant> looks = [Times.Opens, At("Mon 08:00"), At("Wed 20:00"), At("Thu 12:00"), At("Fri 18:00"), Times.Closes, Times.Final, End];
        await using var one = await WeekHost.StartAsync();
        foreach (var now in looks)
        {
            one.Time.Set(now);
            await one.Host.FireAsync(nameof(WeekTick));
            await one.Host.WhenIdleAsync();
        }

        await using var app = await WeekHost.StartAsync();
        await using var second = await app.NewAsync();
        foreach (var now in looks)
        {
            app.Time.Set(now);
            await Task.WhenAll(app.Host.FireAsync(nameof(WeekTick)), second.FireAsync(nameof(WeekTick)));
            await Task.WhenAll(app.Host.WhenIdleAsync(), second.WhenIdleAsync());
        }

        Assert.Equal(await one.ContentsAsync(), await app.ContentsAsync());
    }

    [Fact]
    public async Task StepTo_HostComesUpOnWednesday_OpensAndPublishesWhatIsDue()
    {
        await using var app = await WeekHost.StartAsync(At("Wed 12:01"));

        await app.Host.StepToAsync(At("Wed 12:05"));

        Assert.Equal(["open"], await app.QueryAsync<string>("select state from week"));
        Assert.Equal(["why-21-days"], await app.QueryAsync<string>("select slug from piece where published_at is not null"));
    }

    [Fact]
    public async Task Fire_ClockIsSetBack_RaisesTheAlertAndTakesNoStepUntilItIsRight()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.StepToAsync(Times.Opens - Duration.FromMinutes(2));

        app.Time.Set(Times.Opens - Duration.FromDays(3));
        await app.Host.FireAsync(nameof(WeekTick));
        Assert.Equal(["clock"], await app.QueryAsync<string>("select key from alert"));
        Assert.Empty(await app.QueryAsync<string>("select week from week"));

        app.Time.Set(Times.Opens);
        await app.Host.FireAsync(nameof(WeekTick));
        Assert.Empty(await app.QueryAsync<string>("select key from alert"));
        Assert.Equal(["open"], await app.QueryAsync<string>("select state from week"));
    }

    private static Instant At(string time) => WeekTimes.PublishAt(WeekTime.Parse(time), WeekHost.Week, Zones.Get("Asia/Shanghai"));

    private static long Micros(Instant instant) => Growth.Storage.SqlTypes.ToMicros(instant);
}
