using Growth.Embedded.Queues;
using Growth.Storage;
using Growth.Tests.Cli;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Growth.Tests.Embedded;

public abstract class FairTests
{
    public sealed class OnSqlite : FairTests;

    public sealed class OnPostgres : FairTests;

    [Fact]
    public async Task Message_BesideABacklogOfAnotherQueue_WaitsForAFewClaimsAtMost()
    {
        await using var app = new TestApp();
        var options = app.Options(typeof(Busy), typeof(Other));
        await using var host = await app.StartAsync(options with { Drain = TimeSpan.Zero });
        var busy = host.Services.GetRequiredService<IReadOnlyList<QueuePump>>().Single(pump => pump.Queue == "busy");
        await host.Services.GetRequiredService<Database>().WriteAsync(async transaction =>
        {
            for (var i = 0; i < 100_000; i++) await host.Services.GetRequiredService<IQueue>().EnqueueAsync(transaction, "busy", "x");
        });

        for (var turn = 1; turn <= 10; turn++)
        {
            // Under way, and a place of its own in time for each.
            var from = busy.Claims;
            await Until.Async(() => busy.Claims > from + 3);
            var before = busy.Claims;
            await host.PutAsync("other", $"{turn}");
            await app.Seen.CountAsync(turn);
            Assert.InRange(busy.Claims - before, 0, 25);
        }

        Assert.True(busy.InFlight > 0, "the backlog was gone: nothing was shown");
    }

    public sealed class Busy
    {
        [Function("busy")]
        public Task Run([QueueTrigger("busy")] string body) => Task.Delay(1, TestContext.Current.CancellationToken);
    }

    public sealed class Other(Seen seen)
    {
        [Function("other")]
        public void Run([QueueTrigger("other")] string body) => seen.Add(body);
    }
}
