using System.Diagnostics;
using Dapper;
using Growth.Cli.Demo;
using Growth.Storage;
using Growth.Tests.Cli;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>
/// The real program under load, killed at random moments as the system kills, and started again on the same store: 25 times an engine, the
/// two engines side by side.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KilledUnderLoadTests
{
    private const int Kills = 5;
    private const int Senders = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task KilledFiveTimesOnEachEngine_WhatWasAcknowledgedIsThereAndCountedOnce(int seed) => Task.WhenAll(SeededAsync(Engine.Sqlite, seed), SeededAsync(Engine.Postgres, seed));

    private static async Task SeededAsync(Engine engine, int seed)
    {
        try
        {
            await RunAsync(engine, seed);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} on {engine}: {e.Message}", e);
        }
    }

    private static async Task RunAsync(Engine engine, int seed)
    {
        await using var store = await LiveStore.CreateAsync(engine);
        await store.AnnounceAsync();
        var load = new EventLoad(store.Tokens, seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var host = await HostProcess.StartAsync(store);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
            await load.SettleAsync(host.Address);
            await KillUnderLoadAsync(host, load, Dice.For(seed, $"{engine} {kill}"));
        }

        await using var last = await HostProcess.StartAsync(store);
        await load.SettleAsync(last.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        await AnnouncedOnceAsync(store, last);
    }

    private static async Task KillUnderLoadAsync(HostProcess host, EventLoad load, Dice chance)
    {
        var before = load.Acknowledged;
        var sending = load.RunAsync(host.Address, Senders, CancellationToken.None);
        await Until.Async(() => load.Acknowledged > before || sending.IsCompleted);
        await Task.Delay(TimeSpan.FromMilliseconds(chance.Between(0, 900)), TimeProvider.System);
        Thread.SpinWait(chance.Between(0, 100_000));
        Assert.False(host.HasExited, host.Said);
        await host.KillAsync();
        await sending;
    }

    /// <summary>The queue's side: every message that an announcement put there was handled, and each reader was told once.</summary>
    private static async Task AnnouncedOnceAsync(LiveStore store, HostProcess host)
    {
        // The dead held leases for up to half a minute; that it passes is not what is tested here.
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update queue_message set visible_at = due_at"));
        var waited = Stopwatch.StartNew();
        while (await CountAsync(store, "select count(*) from queue_message") > 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"The queues did not drain:\n{host.Said}");
            await Task.Delay(20);
        }

        Assert.Equal(LiveStore.Subscribers, await CountAsync(store, "select count(*) from message where key like 'announce/%'"));
        Assert.Equal(0, await CountAsync(store, "select count(*) from message where state <> 'sent'"));
        Assert.Equal(LiveStore.Subscribers, Directory.GetFiles(store.Outbox, "*.md", SearchOption.AllDirectories).Length);
    }

    private static Task<long> CountAsync(LiveStore store, string sql) => store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));
}
