using System.Net;
using Dapper;
using Growth.Storage;
using Growth.Tests.Cli;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>The store goes away in the middle of what the real program does, and comes back: the program lives on, and nothing it said was not so.</summary>
[Collection(nameof(Alone))]
public sealed class DatabaseGoneTests
{
    private const int Senders = 6;

    [Fact]
    public async Task PostgresIsKilledUnderLoad_ThreeTimes_NothingAcknowledgedIsLostAndTheHostLivesOn()
    {
        await using var server = await LocalPostgres.StartAsync(null, "fsync=off", "full_page_writes=off");
        await using var store = await LiveStore.CreateAsync(Engine.Postgres, await server.CreateDatabaseAsync("growth_test"));
        await store.AnnounceAsync();
        await using var host = await HostProcess.StartAsync(store);
        var load = new EventLoad(store.Tokens, seed: 1);
        using var stop = new CancellationTokenSource();
        var sending = load.RunAsync(host.Address, Senders, stop.Token);
        for (var time = 0; time < 3; time++)
        {
            await load.MoreAsync(sending);
            await server.KillAsync();
            await load.TurnedAwayAsync(sending);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(host));
            await server.StartAgainAsync();
        }

        await load.MoreAsync(sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(host.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        await CheckLoad.AnnouncedOnceAsync(store);
    }

    [Fact]
    public async Task ConnectionsAreCutAtTheCommit_OutcomesAreUnknown_SentAgainTheyCountOnce()
    {
        await using var store = await LiveStore.CreateAsync(Engine.Postgres);
        await store.AnnounceAsync();
        await using var relay = new Relay(store.Setting, seed: 1);
        await using var host = await HostProcess.StartAsync(store, relay.Setting);
        var load = new EventLoad(store.Tokens, seed: 2);
        using var stop = new CancellationTokenSource();

        relay.Cutting = 0.2;
        var sending = load.RunAsync(host.Address, Senders, stop.Token);
        await Until.Async(() => sending.IsCompleted || (load.Acknowledged > 2_000 && relay.Cuts is { Before: > 10, After: > 10 }));
        await stop.CancelAsync();
        await sending;
        await CheckLoad.AcknowledgedAsync(store.Database, load);
        relay.Cutting = 0;
        await load.SettleAsync(host.Address);

        Assert.False(host.HasExited, host.Said);
        Assert.True(load.Again is { New: > 0, Known: > 0 }, $"Of what was unknown {load.Again.New} were not stored and {load.Again.Known} were.");
        await CheckLoad.SettledAsync(store.Database, load);
        await CheckLoad.AnnouncedOnceAsync(store);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task AnotherProcessHoldsTheLockForTooLong_IsAnswered503_AndGoesOnAfterwards(Engine engine)
    {
        await using var store = await LiveStore.CreateAsync(engine);
        await using var host = await HostProcess.StartAsync(store);
        var load = new EventLoad(store.Tokens, seed: 3);
        using var stop = new CancellationTokenSource();
        var sending = load.RunAsync(host.Address, Senders, stop.Token);
        await load.MoreAsync(sending);

        await using (await store.LockAsync())
        {
            await load.TurnedAwayAsync(sending);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
        }

        await load.MoreAsync(sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(host.Address);
        await CheckLoad.SettledAsync(store.Database, load);
    }

    /// <summary>What a full quota or a failing disk does to the file: writes fail beyond a size, with another error than a full disk's.</summary>
    [Fact]
    public async Task SqliteFileCannotBeWritten_IsAnswered503_AndGoesOnAfterwards()
    {
        await using var store = await LiveStore.CreateAsync(Engine.Sqlite);
        await using var host = await HostProcess.StartAsync(store);
        var load = new EventLoad(store.Tokens, seed: 4);
        using var stop = new CancellationTokenSource();
        var sending = load.RunAsync(host.Address, Senders, stop.Token);
        for (var time = 0; time < 2; time++)
        {
            await load.MoreAsync(sending);
            await host.LimitFilesAsync("16384");
            await load.TurnedAwayAsync(sending);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
            await host.LimitFilesAsync("unlimited");
        }

        await load.MoreAsync(sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(host.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        Assert.Contains("disk I/O error", host.Said, StringComparison.Ordinal);
        Assert.Equal("ok", await store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<string>("pragma integrity_check")));
    }

    private static async Task<HttpStatusCode> HealthAsync(HostProcess host)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(host.Address, "healthz"));
        return answer.StatusCode;
    }
}
