using Dapper;
using Growth.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>Two hosts on one database, as two processes would be.</summary>
public abstract class TwoInstancesTests
{
    public sealed class OnSqlite : TwoInstancesTests;

    public sealed class OnPostgres : TwoInstancesTests;

    private static readonly Duration Lease = Duration.FromMilliseconds(600);

    [Fact]
    public async Task Messages_ManyAtOnce_ReachOneHostEach()
    {
        await using var app = new TestApp();
        await using var one = await app.StartAsync(typeof(Quick));
        await using var other = await app.StartAsync(typeof(Quick));

        for (var i = 0; i < 30; i++) await (i % 2 == 0 ? one : other).PutAsync("quick", $"{i}");
        await one.WhenIdleAsync();
        await other.WhenIdleAsync();

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}").Order(StringComparer.Ordinal), app.Seen.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_FromAnotherProcess_IsFoundByPolling()
    {
        await using var app = new TestApp();
        await using var sender = await app.StartAsync(app.Options());
        await using var host = await app.StartAsync(typeof(Quick));

        await sender.PutAsync("quick", "from outside");

        await app.Seen.CountAsync(1);
    }

    [Fact]
    public async Task Message_RunsLongerThanItsLease_StaysWithItsHost()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddSingleton<Gate>() };
        await using var one = await app.StartAsync(app.Options(typeof(Slow)) with { Lease = Lease });
        await using var other = await app.StartAsync(app.Options(typeof(Slow)) with { Lease = Lease });

        await one.PutAsync("slow", "x");
        await app.Seen.CountAsync(1);
        var first = await LeaseEndAsync(one);
        // renewed past where the first lease would have ended: until then the other host had its chance
        while (await LeaseEndAsync(one) < first + (2 * Lease.BclCompatibleTicks / 10)) await Task.Yield();
        foreach (var host in new[] { one, other }) host.Services.GetRequiredService<Gate>().Open.TrySetResult();
        await one.WhenIdleAsync();

        Assert.Equal(["x"], app.Seen.Lines);
    }

    [Fact]
    public async Task Message_OfAHostThatIsGone_IsTakenOverWhenItsLeaseEnds()
    {
        await using var app = new TestApp();
        await using (var gone = await app.StartAsync(app.Options()))
        {
            await gone.PutAsync("quick", "left behind");
            Assert.Single(await gone.Services.GetRequiredService<DatabaseQueue>().ClaimAsync("quick", 1, Lease));
        }

        await using var host = await app.StartAsync(typeof(Quick));
        await host.WhenIdleAsync();

        Assert.Equal(["left behind"], app.Seen.Lines);
    }

    [Fact]
    public async Task Timer_TwoHostsOnRealTime_FireAnOccurrenceOnce()
    {
        await using var app = new TestApp();
        var options = app.Options(typeof(EachSecond)) with { SteppedTime = null };
        await using var one = await app.StartAsync(options);
        await using var other = await app.StartAsync(options);

        await app.Seen.CountAsync(4);

        var seen = app.Seen.Lines;
        Assert.Equal(seen.Distinct(StringComparer.Ordinal), seen);
    }

    private static Task<long> LeaseEndAsync(Growth.Embedded.EmbeddedHost host) => host.Services.GetRequiredService<Database>()
        .ReadAsync(connection => connection.ExecuteScalarAsync<long>("select visible_at from queue_message"));

    public sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new();
    }

    public sealed class Quick(Seen seen)
    {
        [Function("quick")]
        public void Run([QueueTrigger("quick")] string body) => seen.Add(body);
    }

    public sealed class Slow(Gate gate, Seen seen)
    {
        [Function("slow")]
        public Task Run([QueueTrigger("slow")] string body)
        {
            seen.Add(body);
            return gate.Open.Task;
        }
    }

    public sealed class EachSecond(Seen seen)
    {
        [Function("each-second")]
        public void Run([TimerTrigger("* * * * * *")] TimerInfo timer) => seen.Add($"{timer.ScheduleStatus!.Next:HH:mm:ss}");
    }
}
