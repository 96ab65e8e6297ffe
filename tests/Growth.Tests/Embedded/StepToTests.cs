using Growth.Storage;
using Growth.Time;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

public abstract class StepToTests
{
    public sealed class OnSqlite : StepToTests;

    public sealed class OnPostgres : StepToTests;

    [Fact]
    public async Task StepTo_TimersAndMessages_AreHandledInTheOrderOfTheirTimes()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Hourly), typeof(Handle));

        await host.StepToAsync(TestApp.Start + Duration.FromHours(2));

        Assert.Equal(
        [
            "hourly 2026-11-22T13:00:00Z", "handled from 2026-11-22T13:00:00Z at 2026-11-22T13:30:00Z",
            "hourly 2026-11-22T14:00:00Z",
        ], app.Seen.Lines);
        Assert.Equal(TestApp.Start + Duration.FromHours(2), app.Time.Now);
        Assert.Empty(host.Failures);
    }

    public sealed class Hourly(BusinessClock clock, Database database, IQueue queue, Seen seen)
    {
        [Function("hourly")]
        public async Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            seen.Add($"hourly {clock.Now}");
            await database.WriteAsync(transaction => queue.EnqueueAsync(transaction, "later", new Note(clock.Now), clock.Now + Duration.FromMinutes(30)), cancellationToken);
        }
    }

    public sealed class Handle(BusinessClock clock, Seen seen)
    {
        [Function("handle")]
        public void Run([QueueTrigger("later")] Note note) => seen.Add($"handled from {note.From} at {clock.Now}");
    }

    public sealed record Note(Instant From);
}
