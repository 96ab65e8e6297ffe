using Growth.Embedded;
using Growth.Time;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

public abstract class TimerTests
{
    public sealed class OnSqlite : TimerTests;

    public sealed class OnPostgres : TimerTests;

    private static readonly Instant Noon = TestApp.Start;

    [Fact]
    public async Task Timer_EachOccurrence_IsToldItsPlaceInTheSchedule()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Hourly));

        await host.StepToAsync(Noon + Duration.FromHours(2));

        Assert.Equal(
        [
            "at 13:00 last 12:00 next 14:00 past due False",
            "at 14:00 last 13:00 next 15:00 past due False",
        ], app.Seen.Lines);
    }

    [Fact]
    public async Task Timer_ScheduleFromASetting_IsTaken()
    {
        await using var app = new TestApp();
        var options = app.Options(typeof(BySetting));

        await using var host = await app.StartAsync(options with
        {
            Settings = new Dictionary<string, string?>(options.Settings, StringComparer.Ordinal) { ["Tick"] = "0 30 * * * *" },
        });

        Assert.Equal("0 30 * * * *", Assert.Single(host.Functions).Schedule);
    }

    [Fact]
    public async Task Timer_HostWasOff_CatchesUpOnceWithTheLatest()
    {
        await using var app = new TestApp();
        await using (await app.StartAsync(typeof(Hourly))) { }
        app.Time.Set(Noon + Duration.FromHours(5) + Duration.FromSeconds(10));

        await using var host = await app.StartAsync(typeof(Hourly));
        Assert.Empty(app.Seen.Lines);
        await host.StepToAsync(Noon + Duration.FromHours(6));

        Assert.Equal(
        [
            "at 17:00 last 12:00 next 18:00 past due True",
            "at 18:00 last 17:00 next 19:00 past due False",
        ], app.Seen.Lines);
    }

    [Fact]
    public async Task Timer_NewHost_HasMissedNothing()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Hourly));

        await host.StepToAsync(Noon + Duration.FromMinutes(59));

        Assert.Empty(app.Seen.Lines);
    }

    [Fact]
    public async Task Timer_Fails_IsNotRetriedAndComesAgain()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Failing));

        await host.StepToAsync(Noon + Duration.FromHours(2));

        Assert.Equal(["13:00", "14:00"], app.Seen.Lines);
        Assert.Equal(["failing", "failing"], host.Failures.Select(failure => failure.Function));
    }

    [Fact]
    public async Task Timer_ClockSetBack_IsNotSilentUntilTheWrongFuture()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Hourly));
        await host.StepToAsync(Noon + Duration.FromHours(200));
        var before = app.Seen.Lines.Count;

        app.Time.Set(Noon);
        var timer = host.Services.GetRequiredService<Triggers>().Timers[0];
        await timer.FireDueAsync(CancellationToken.None);
        await host.StepToAsync(Noon + Duration.FromHours(1));

        Assert.Equal(before + 1, app.Seen.Lines.Count);
        Assert.Equal("at 13:00 last 12:00 next 14:00 past due False", app.Seen.Lines[^1]);
    }

    [Fact]
    public async Task Timer_OnRealTime_FiresByItself()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(app.Options(typeof(EachSecond)) with { SteppedTime = null });

        await app.Seen.CountAsync(2);

        Assert.All(app.Seen.Lines, line => Assert.Equal("second", line));
    }

    [Fact]
    public async Task Timer_OnSteppedTime_NeverFiresByItself()
    {
        await using var app = new TestApp();
        await using (await app.StartAsync(typeof(Hourly))) { }
        app.Time.Set(Noon + Duration.FromHours(3));

        // overdue from its first moment: on real time it would fire at once
        await using var host = await app.StartAsync(typeof(Hourly), typeof(QueueTests.Text));
        await host.PutAsync("texts", "meanwhile");
        await app.Seen.CountAsync(1);
        await host.WhenIdleAsync();

        Assert.Equal(["meanwhile"], app.Seen.Lines);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StepToAsync(Noon));
    }

    [Fact]
    public async Task Fire_ByHand_CallsItAndUsesUpNoOccurrence()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Hourly));

        await host.FireAsync("HOURLY");
        await host.StepToAsync(Noon + Duration.FromHours(1));

        Assert.Equal(["at 12:00 last 12:00 next 13:00 past due False", "at 13:00 last 12:00 next 14:00 past due False"], app.Seen.Lines);
        Assert.Contains("there are hourly", (await Assert.ThrowsAsync<ArgumentException>(() => host.FireAsync("daily"))).Message, StringComparison.Ordinal);
    }

    public sealed class Hourly(BusinessClock clock, Seen seen)
    {
        [Function("hourly")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => seen.Add(
            $"at {clock.Now.InUtc():HH:mm} last {timer.ScheduleStatus!.Last:HH:mm} next {timer.ScheduleStatus.Next:HH:mm} past due {timer.IsPastDue}");
    }

    public sealed class BySetting
    {
        [Function("by-setting")]
        public void Run([TimerTrigger("%Tick%")] TimerInfo timer)
        {
        }
    }

    public sealed class Failing(BusinessClock clock, Seen seen)
    {
        [Function("failing")]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            seen.Add($"{clock.Now.InUtc():HH:mm}");
            throw new InvalidOperationException("no");
        }
    }

    public sealed class EachSecond(Seen seen)
    {
        [Function("each-second")]
        public void Run([TimerTrigger("* * * * * *")] TimerInfo timer) => seen.Add("second");
    }
}
