using System.Net;
using Dapper;
using Growth.Storage;
using Growth.Tests.Cli;
using Growth.Tests.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
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
            await MoreAsync(host, load, sending);
            await server.KillAsync();
            await TurnedAwayAsync(host, load, sending);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(host));
            await server.StartAgainAsync();
        }

        await MoreAsync(host, load, sending);
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
        var again = await load.SettleAsync(host.Address);

        Assert.False(host.HasExited, host.Said);
        Assert.True(again is { Accepted: > 0, Duplicates: > 0 }, $"Of what was unknown {again.Accepted} were not stored and {again.Duplicates} were.");
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
        await MoreAsync(host, load, sending);

        await using (await LockAsync(store))
        {
            await TurnedAwayAsync(host, load, sending);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
        }

        await MoreAsync(host, load, sending);
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
            await MoreAsync(host, load, sending);
            await host.LimitFilesAsync("16384");
            await TurnedAwayAsync(host, load, sending);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
            await host.LimitFilesAsync("unlimited");
        }

        await MoreAsync(host, load, sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(host.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        Assert.Contains("disk I/O error", host.Said, StringComparison.Ordinal);
        Assert.Equal("ok", await store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<string>("pragma integrity_check")));
    }

    /// <summary>Waits until more is acknowledged than was.</summary>
    private static async Task MoreAsync(HostProcess host, EventLoad load, Task sending)
    {
        var before = load.Acknowledged;
        await Until.Async(() => sending.IsCompleted || load.Acknowledged > before + 500);
        Assert.False(sending.IsCompleted, host.Said);
    }

    private static async Task TurnedAwayAsync(HostProcess host, EventLoad load, Task sending)
    {
        var before = load.TurnedAway;
        await Until.Async(() => sending.IsCompleted || load.TurnedAway > before);
        Assert.False(sending.IsCompleted, host.Said);
    }

    private static async Task<HttpStatusCode> HealthAsync(HostProcess host)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(host.Address, "healthz"));
        return answer.StatusCode;
    }

    private static async Task<IAsyncDisposable> LockAsync(LiveStore store)
    {
        if (store.Database.Engine == Engine.Sqlite)
        {
            var file = new SqliteConnection($"Data Source={store.Setting};Pooling=False");
            await file.OpenAsync();
            await file.ExecuteAsync("begin immediate", commandTimeout: 30);
            return file;
        }

        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(store.Setting) { Pooling = false }.ToString());
        await session.OpenAsync();
        await session.ExecuteAsync("begin; lock table piece_counter, event, reader in exclusive mode");
        return session;
    }
}
