using Growth.Embedded.Timers;
using Growth.Tests.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>Who fires an occurrence, among any number of instances.</summary>
public abstract class TimerStoreTests
{
    public sealed class OnSqlite : TimerStoreTests;

    public sealed class OnPostgres : TimerStoreTests;

    private static readonly Instant Machine = Instant.FromUtc(2030, 1, 1, 0, 0);
    private static readonly Duration Lease = Duration.FromSeconds(30);

    [Fact]
    public async Task Claim_ManyInstancesAtOnce_OneGetsEachOccurrence()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var timers = await RegisterAsync(store);

        for (var hour = 1; hour <= 5; hour++)
        {
            var occurrence = store.Clock.Now + Duration.FromHours(hour);
            var now = Machine + Duration.FromHours(hour);
            var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(instance => Task.Run(() =>
                timers.ClaimAsync("t", occurrence, $"instance {instance}", now, now + Lease, CancellationToken.None))));
            Assert.Single(claims, claimed => claimed);
        }
    }

    [Fact]
    public async Task Claim_WhileAnotherRuns_IsRefusedUntilItsLeaseEnds()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var timers = await RegisterAsync(store);
        var first = store.Clock.Now + Duration.FromHours(1);
        var second = first + Duration.FromHours(1);

        Assert.True(await timers.ClaimAsync("t", first, "a", Machine, Machine + Lease, CancellationToken.None));
        Assert.False(await timers.ClaimAsync("t", second, "b", Machine + Lease - Duration.Epsilon, Machine + Lease + Lease, CancellationToken.None));
        Assert.True(await timers.RenewAsync("t", "a", Machine + Lease + Lease, CancellationToken.None));
        Assert.False(await timers.ClaimAsync("t", second, "b", Machine + Lease, Machine + Lease + Lease, CancellationToken.None));

        // a is gone
        Assert.True(await timers.ClaimAsync("t", second, "b", Machine + Lease + Lease, Machine + Lease + Lease + Lease, CancellationToken.None));
        Assert.False(await timers.RenewAsync("t", "a", Machine + Lease + Lease + Lease, CancellationToken.None));
        Assert.Equal(second, await timers.LastAsync("t", CancellationToken.None));
    }

    [Fact]
    public async Task Claim_SameInstance_NeedNotWaitForItsOwnLease()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var timers = await RegisterAsync(store);
        var first = store.Clock.Now + Duration.FromHours(1);

        Assert.True(await timers.ClaimAsync("t", first, "a", Machine, Machine + Lease, CancellationToken.None));
        Assert.False(await timers.ClaimAsync("t", first, "a", Machine, Machine + Lease, CancellationToken.None));
        Assert.True(await timers.ClaimAsync("t", first + Duration.FromHours(1), "a", Machine, Machine + Lease, CancellationToken.None));
    }

    [Fact]
    public async Task Release_AtTheEnd_FreesTheNextInstance()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var timers = await RegisterAsync(store);
        var first = store.Clock.Now + Duration.FromHours(1);
        await timers.ClaimAsync("t", first, "a", Machine, Machine + Lease, CancellationToken.None);

        await timers.ReleaseAsync("a");

        Assert.True(await timers.ClaimAsync("t", first + Duration.FromHours(1), "b", Machine, Machine + Lease, CancellationToken.None));
    }

    [Fact]
    public async Task Register_Again_KeepsWhatWasFiredAndTakesTheNewSchedule()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var timers = await RegisterAsync(store);
        var seen = store.Clock.Now;
        store.Time.Set(seen + Duration.FromDays(1));

        Assert.Equal(seen, await timers.RegisterAsync("t", "0 30 * * * *", store.Clock.Now, CancellationToken.None));
    }

    private static async Task<TimerStore> RegisterAsync(TemporaryStore store)
    {
        var timers = new TimerStore(store.Database);
        await timers.RegisterAsync("t", "0 0 * * * *", store.Clock.Now, CancellationToken.None);
        return timers;
    }
}
