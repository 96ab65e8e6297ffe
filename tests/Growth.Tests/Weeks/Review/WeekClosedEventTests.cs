using System.Text.Json;
using Growth.Config;
using Growth.Tests.Outbound;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Growth.Tests.Weeks.Review;

public abstract class WeekClosedEventTests
{
    public sealed class OnSqlite : WeekClosedEventTests;

    public sealed class OnPostgres : WeekClosedEventTests;

    private static readonly WeekTimes Times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Sample.Config.Zone);

    private static readonly GrowthConfig Config = Sample.Config with
    {
        Webhooks = new Dictionary<string, WebhookConfig> { ["crm"] = OutboundStore.Webhook(new Uri("http://127.0.0.1:9/"), OutboundType.WeekClosed) },
    };

    [Fact]
    public async Task Finish_TwiceAndByTwoHosts_TellsOnceTheNumbersOfTheStoredReview()
    {
        await using var store = await WeekStore.CreateAsync(Times.Opens, Config, Sample.Plan(Sample.Week));
        await store.TickAsync(Times.Opens);
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update piece_counter set week_readers = 100, week_completers = 70, week_sharers = 20, week_views = 130 where piece_id = (select min(id) from piece)"));
        await store.TickAsync(Times.Closes);
        Assert.Empty(await store.QueryAsync<string>("select key from outbound_event"));

        store.Time.Set(Times.Final);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => WeekStore.TickAsync(store.Host()))));
        var host = store.Host();
        Assert.False(await store.Database.WriteAsync(transaction => host.GetRequiredService<CloseWeek>().FinishAsync(transaction, Config, Sample.Week, Times.Final)));
        await store.Database.WriteAsync(async transaction =>
        {
            // As a store would have it that knew the week as not yet finished.
            await transaction.ExecuteAsync("update week set state = 'closing'");
            await transaction.ExecuteAsync("delete from review where kind = 'final'");
        });
        Assert.True(await store.Database.WriteAsync(transaction => host.GetRequiredService<CloseWeek>().FinishAsync(transaction, Config, Sample.Week, Times.Final)));

        Assert.Equal(["week.closed:2026-W48"], await store.QueryAsync<string>("select key from outbound_event"));
        Assert.Equal(["crm"], await store.QueryAsync<string>("select endpoint from outbound_delivery"));
        using var body = JsonDocument.Parse(Assert.Single(await store.QueryAsync<string>("select body from outbound_event")));
        var data = body.RootElement.GetProperty("data");
        Assert.Equal(("2026-W48", "Asia/Shanghai", "reading-2026-w48"), (data.GetProperty("week").GetString(), data.GetProperty("timeZone").GetString(), data.GetProperty("campaign").GetString()));
        Assert.Equal("""{"completionRate":0.60,"shareRate":0.15}""", data.GetProperty("targets").GetRawText());
        var piece = data.GetProperty("pieces")[0];
        Assert.Equal((130, 100, 70, 20, 3), (piece.GetProperty("views").GetInt32(), piece.GetProperty("readers").GetInt32(), piece.GetProperty("completers").GetInt32(), piece.GetProperty("sharers").GetInt32(), data.GetProperty("pieces").GetArrayLength()));
    }
}
