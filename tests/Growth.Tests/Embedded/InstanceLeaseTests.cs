using Dapper;
using Growth.Storage;
using Growth.Tests.Cli;
using Growth.Tests.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>A running host notices that it may not take steps any more, and that it may again.</summary>
public abstract class InstanceLeaseTests
{
    public sealed class OnSqlite : InstanceLeaseTests;

    public sealed class OnPostgres : InstanceLeaseTests;

    [Fact]
    public async Task Run_AMigrationShutsTheProgramOut_TakesNoStepUntilItMayAgain()
    {
        await using var app = new TestApp();
        await using var host = await StartAsync(app);
        await ExecuteAsync(host, "insert into migration (number, checksum, lowest_program, applied_at) values (9999, 'x', '99.0.0', 0)");
        await Until.Async(() => Closed(host) is not null);

        await host.PutAsync("quick", "late");
        await host.WhenIdleAsync();
        Assert.Contains("needs Growth 99.0.0 or newer", Closed(host), StringComparison.Ordinal);
        Assert.Empty(app.Seen.Lines);

        await ExecuteAsync(host, "delete from migration where number = 9999");
        await app.Seen.CountAsync(1);
        Assert.Null(Closed(host));
    }

    [Fact]
    public async Task Run_WorkspaceIsPausedAndResumed_TakesNoStepMeanwhile()
    {
        await using var app = new TestApp();
        await using (var before = await StartAsync(app)) await ExecuteAsync(before, "insert into restore (restored_at, backup_at) values (1, null)");
        await using var host = await StartAsync(app);

        await host.PutAsync("quick", "late");
        await host.WhenIdleAsync();
        await host.StepToAsync(TestApp.Start + Duration.FromDays(1));
        Assert.Contains("Run growth resume", Closed(host), StringComparison.Ordinal);
        Assert.Empty(app.Seen.Lines);

        await host.Services.GetRequiredService<Database>().WriteAsync(transaction => Restores.ResumeAsync(transaction, app.Time.Now));
        await app.Seen.CountAsync(1);
    }

    [Fact]
    public async Task Run_WorkspaceIsPaused_ADueTimerKeepsItsOccurrenceUntilItIsResumed()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(app.Options(typeof(Hourly)) with { Lease = Duration.FromMilliseconds(600) });
        await ExecuteAsync(host, "insert into restore (restored_at, backup_at) values (1, null)");
        await Until.Async(() => Closed(host) is not null);
        var timer = Assert.Single(host.Services.GetRequiredService<Growth.Embedded.Triggers>().Timers);
        app.Time.Set(TestApp.Start + Duration.FromHours(1));

        var wait = await timer.FireDueAsync(CancellationToken.None);
        Assert.InRange(wait, Duration.FromMilliseconds(1), Duration.FromSeconds(15));
        Assert.Empty(app.Seen.Lines);

        await host.Services.GetRequiredService<Database>().WriteAsync(transaction => Restores.ResumeAsync(transaction, app.Time.Now));
        await Until.Async(() => Closed(host) is null);
        await timer.FireDueAsync(CancellationToken.None);
        Assert.Equal(["fired"], app.Seen.Lines);
    }

    [Fact]
    public async Task Run_OnPostgres_HoldsALeaseThatMovesOnAndGoesWithTheHost()
    {
        await using var app = new TestApp();
        await using var other = await StartAsync(app);
        var leases = TestDatabase.Engine == Engine.Postgres ? 1 : 0;
        await using (var host = await StartAsync(app))
        {
            Assert.Equal(2 * leases, await NumberAsync(other, "select count(*) from instance where lease_until > 0"));
            var first = await NumberAsync(other, "select coalesce(max(lease_until), -1) from instance");
            for (var tries = 0; leases > 0 && tries < 1000 && await NumberAsync(other, "select max(lease_until) from instance") <= first; tries++) await Task.Delay(10);
            if (leases > 0) Assert.True(await NumberAsync(other, "select max(lease_until) from instance") > first);
        }

        Assert.Equal(leases, await NumberAsync(other, "select count(*) from instance"));
    }

    private static Task<Growth.Embedded.EmbeddedHost> StartAsync(TestApp app) => app.StartAsync(app.Options(typeof(Quick)) with { Lease = Duration.FromMilliseconds(600) });

    private static string? Closed(Growth.Embedded.EmbeddedHost host) => host.Services.GetRequiredService<StepGate>().Closed;

    private static Task ExecuteAsync(Growth.Embedded.EmbeddedHost host, string sql) => host.Services.GetRequiredService<Database>().WriteAsync(transaction => transaction.ExecuteAsync(sql));

    private static Task<long> NumberAsync(Growth.Embedded.EmbeddedHost host, string sql) =>
        host.Services.GetRequiredService<Database>().ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));

    public sealed class Hourly(Seen seen)
    {
        [Function("hourly")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => seen.Add("fired");
    }

    public sealed class Quick(Seen seen)
    {
        [Function("quick")]
        public void Run([QueueTrigger("quick")] string body) => seen.Add(body);
    }
}
