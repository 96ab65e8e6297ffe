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
        await CheckLoad.AnnouncedOnceAsync(store);
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
}
