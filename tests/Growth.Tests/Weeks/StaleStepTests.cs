using Growth.Storage;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>A host that decided, slept, and acts on what is no longer true: every step looks again and leaves things as they are.</summary>
public sealed class StaleStepTests
{
    private static readonly WeekTimes Times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Sample.Config.Zone);
    private static readonly WeekView View = new() { Week = Sample.Week, State = WeekState.Planned, Times = Times, HasPlan = true, WorkspaceSince = Times.Opens };

    [Fact]
    public async Task Open_IsOpenAlready_DoesNothing() => await AssertNothingAsync(Times.Opens, (host, transaction) =>
        host.GetRequiredService<OpenWeek>().RunAsync(transaction, Sample.Config, View, Times.Closes));

    [Fact]
    public async Task Skip_IsOpenAlready_DoesNothing() => await AssertNothingAsync(Times.Opens, (host, transaction) =>
        host.GetRequiredService<SkipWeek>().RunAsync(transaction, Sample.Config, View, SkipReason.Missed, Times.Closes));

    [Fact]
    public async Task Close_IsClosedAlready_DoesNothing() => await AssertNothingAsync(Times.Final, (host, transaction) =>
        host.GetRequiredService<CloseWeek>().CloseAsync(transaction, Sample.Week, Times.Final + Duration.FromHours(1)));

    [Fact]
    public async Task Finish_IsClosedAlready_DoesNothing() => await AssertNothingAsync(Times.Final, (host, transaction) =>
        host.GetRequiredService<CloseWeek>().FinishAsync(transaction, Sample.Config, Sample.Week, Times.Final + Duration.FromHours(1)));

    [Fact]
    public async Task Finish_IsStillOpen_DoesNothing() => await AssertNothingAsync(Times.Opens, (host, transaction) =>
        host.GetRequiredService<CloseWeek>().FinishAsync(transaction, Sample.Config, Sample.Week, Times.Final));

    [Fact]
    public async Task Publish_WasMovedToLater_DoesNothing() => await AssertNothingAsync(Times.Opens, (host, transaction) =>
        host.GetRequiredService<PublishPiece>().RunAsync(transaction, Sample.Week, "night-2026-w48", Times.Opens + Duration.FromHours(1)));

    [Fact]
    public async Task Publish_WeekIsOver_DoesNothing() => await AssertNothingAsync(Times.Ends, (host, transaction) =>
        host.GetRequiredService<PublishPiece>().RunAsync(transaction, Sample.Week, "share-2026-w48", Times.Ends));

    [Fact]
    public async Task Warn_WasWarnedOrPlanned_DoesNothing()
    {
        var next = View with { Week = Sample.Week.Next, HasPlan = false };
        await AssertNothingAsync(Times.Final, (host, transaction) => host.GetRequiredService<WarnNoPlan>().RunAsync(transaction, Sample.Config, next, draft: true, Times.Final));
        await AssertNothingAsync(Times.Opens, (host, transaction) => host.GetRequiredService<WarnNoPlan>().RunAsync(transaction, Sample.Config, View, draft: true, Times.Opens));
    }

    /// <summary>The week until a time, then a step that comes too late for it.</summary>
    private static async Task AssertNothingAsync(Instant until, Func<IServiceProvider, Transaction, Task<bool>> step)
    {
        await using var store = await WeekStore.CreateAsync(Times.Opens, Sample.Config, Sample.Plan(Sample.Week));
        await store.TickAsync(Times.Opens);
        if (until > Times.Opens) await store.TickAsync(Times.Ends - Duration.FromDays(3));
        if (until > Times.Opens) await store.TickAsync(until);
        var before = await ContentsAsync(store);

        Assert.False(await store.Database.WriteAsync(transaction => step(store.Host(), transaction)));

        Assert.Equal(before, await ContentsAsync(store));
    }

    private static async Task<string> ContentsAsync(WeekStore store) => string.Join('\n',
    [
        .. await store.QueryAsync<string>("select week || state || opened_at || coalesce(closing_at, 0) || coalesce(closed_at, 0) from week"),
        .. await store.QueryAsync<string>("select slug || coalesce(published_at, 0) from piece order by slug"),
        .. await store.QueryAsync<string>("select week || version || status from plan_version order by week, version"),
        .. await store.QueryAsync<string>("select week || kind from review order by kind"),
        .. await store.MessagesAsync(),
        .. await store.QueryAsync<string>("select id || body from queue_message order by id"),
    ]);
}
