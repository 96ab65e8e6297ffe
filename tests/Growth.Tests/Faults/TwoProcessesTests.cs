using System.Diagnostics;
using Dapper;
using Growth.Storage;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>Two processes of the real program on one PostgreSQL, sending an announcement to everybody who asked.</summary>
[Collection(nameof(Alone))]
public sealed class TwoProcessesTests
{
    private const string Notifications = "queue = 'notifications'";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task OneIsKilled_TheOtherTakesOverWithinTheLease_EachReaderIsToldOnce()
    {
        await using var store = await LiveStore.CreateAsync(Engine.Postgres);
        await using var one = await HostProcess.StartAsync(store, lease: $"{Lease:c}");
        await using var other = await HostProcess.StartAsync(store, lease: $"{Lease:c}");
        await store.AnnounceAsync();
        await UntilAsync(store, $"select count(*) >= 40 from queue_done where {Notifications}");

        await one.KillAsync();

        var waited = Stopwatch.StartNew();
        await UntilAsync(store, "select count(*) = 0 from queue_message");
        Assert.True(waited.Elapsed < Lease + TimeSpan.FromSeconds(12), $"The other took {waited.Elapsed} to take over.");
        Assert.True(await AskAsync(store, $"select max(dequeue_count) >= 2 from queue_done where {Notifications}"), "The one that was killed held nothing: nothing was shown.");
        await CheckLoad.AnnouncedOnceAsync(store);
        Assert.False(other.HasExited, other.Said);
    }

    [Fact]
    public async Task TheServerIsKilledAndComesBack_BothGoOn_EachReaderIsToldOnce()
    {
        await using var server = await LocalPostgres.StartAsync(null, "fsync=off", "full_page_writes=off");
        await using var store = await LiveStore.CreateAsync(Engine.Postgres, await server.CreateDatabaseAsync("growth_test"));
        await using var one = await HostProcess.StartAsync(store, lease: $"{Lease:c}");
        await using var other = await HostProcess.StartAsync(store, lease: $"{Lease:c}");
        await store.AnnounceAsync();
        foreach (var sent in (int[])[30, 200])
        {
            await UntilAsync(store, $"select count(*) >= {sent} from queue_done where {Notifications}");
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await CheckLoad.AnnouncedOnceAsync(store);
        Assert.False(one.HasExited, one.Said);
        Assert.False(other.HasExited, other.Said);
    }

    private static async Task UntilAsync(LiveStore store, string condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await AskAsync(store, condition))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), condition);
            await Task.Delay(5);
        }
    }

    private static Task<bool> AskAsync(LiveStore store, string condition) => store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<bool>(condition));
}
