using Dapper;
using Growth.Embedded;
using Growth.Functions.Tracking;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Tests.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>The store has no room left, and later has some again: events are answered 503 meanwhile, none is lost, none is half there.</summary>
[Collection(nameof(Alone))]
public sealed class DiskFullTests
{
    private const int Senders = 6;

    [Fact]
    public async Task SqliteReachesItsMostPages_IsAnswered503_AndGoesOnWhenThereIsRoom()
    {
        await using var store = await LiveStore.CreateAsync(Engine.Sqlite);
        await using var host = await EmbeddedHost.StartAsync(typeof(EventsReceived).Assembly, new EmbeddedHostOptions
        {
            Settings = new Dictionary<string, string?>
            {
                ["Growth:Workspace"] = store.Folder, ["Growth:Data"] = store.Folder, ["Growth:Database"] = store.Setting, ["Growth:SigningKey"] = TrackingStore.SigningKey,
                ["Growth:TrustedProxies"] = "127.0.0.1",
            },
        });
        // The limit belongs to the connection that writes.
        var database = host.Services.GetRequiredService<Database>();
        await UnderLoadAsync(store, host.Client.BaseAddress!, async () => await PagesAsync(database, await store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("pragma page_count"))), () => PagesAsync(database, 1_000_000));

        Assert.Equal("ok", await store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<string>("pragma integrity_check")));
    }

    /// <summary>A tablespace on a small disk where this user may mount one; elsewhere the server is made to say what it says then (53100).</summary>
    [Fact]
    public async Task PostgresTablespaceIsFull_IsAnswered503_AndGoesOnWhenThereIsRoom()
    {
        var size = 48;
        await using var disk = await SmallDisk.TryMountAsync(size);
        await using var server = await LocalPostgres.StartAsync(null, "fsync=off", "full_page_writes=off", "autovacuum=off", "temp_tablespaces=pg_default");
        if (disk is not null)
        {
            await LocalPostgres.GiveAsync(disk.Folder);
            await server.ExecuteAsync($"create tablespace small location '{disk.Folder}'");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(disk is null ? "No mount: SQLSTATE 53100 is raised by a trigger." : $"A tablespace on a disk of {size} MiB is filled.");
        await using var store = await LiveStore.CreateAsync(Engine.Postgres, await server.CreateDatabaseAsync("growth_test", disk is null ? "" : "tablespace small"));
        await using var host = await HostProcess.StartAsync(store);
        await UnderLoadAsync(store, host.Address, () => disk is null ? PretendAsync(store) : FillAsync(store), () => disk is null ? ExecuteAsync(store, "drop trigger full_disk on event") : disk.GrowAsync(size += 16));

        Assert.Contains("53100", host.Said, StringComparison.Ordinal);
    }

    private static async Task UnderLoadAsync(LiveStore store, Uri address, Func<Task> fill, Func<Task> free)
    {
        var load = new EventLoad(store.Tokens, seed: 5);
        using var stop = new CancellationTokenSource();
        var sending = load.RunAsync(address, Senders, stop.Token);
        for (var time = 0; time < 2; time++)
        {
            await load.MoreAsync(sending);
            await fill();
            // Room that is left in pages takes some more; then nothing does.
            for (var acknowledged = -1; acknowledged != load.Acknowledged;)
            {
                acknowledged = load.Acknowledged;
                for (var i = 0; i < 2 * Senders; i++) await load.TurnedAwayAsync(sending);
            }

            await CheckLoad.AcknowledgedAsync(store.Database, load);
            await free();
        }

        await load.MoreAsync(sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(address);
        await CheckLoad.SettledAsync(store.Database, load);
    }

    private static Task PagesAsync(Database database, long most) => database.WriteAsync(transaction => transaction.FirstAsync<long>($"pragma max_page_count={most}"));

    /// <summary>Until not even one more page fits.</summary>
    private static async Task FillAsync(LiveStore store)
    {
        await ExecuteAsync(store, "create table if not exists ballast (text text); alter table ballast alter text set storage plain");
        for (var rows = 1_000; rows > 0; rows /= 10)
        {
            try
            {
                while (true) await ExecuteAsync(store, $"insert into ballast select repeat('x', 7000) from generate_series(1, {rows}) i");
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DiskFull)
            {
                // Now smaller ones.
            }
        }
    }

    private static Task PretendAsync(LiveStore store) => ExecuteAsync(store,
        """
        create or replace function full_disk() returns trigger as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$ language plpgsql;
        create trigger full_disk before insert on event for each row execute function full_disk();
        """);

    private static Task ExecuteAsync(LiveStore store, string sql) => store.Database.WriteAsync(transaction => transaction.ExecuteAsync(sql));
}
