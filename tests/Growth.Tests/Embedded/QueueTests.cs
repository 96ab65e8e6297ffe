using Dapper;
using Growth.Embedded;
using Growth.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

public abstract class QueueTests
{
    public sealed class OnSqlite : QueueTests;

    public sealed class OnPostgres : QueueTests;

    [Fact]
    public async Task Message_StringAndRecord_AreBound()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Text), typeof(Typed));

        await host.PutAsync("texts", "plain");
        await host.PutAsync("records", new Order("A-1", LocalDate.FromDateTime(new DateTime(2026, 11, 23)), 2));
        await host.WhenIdleAsync();

        Assert.Equal(["plain", "record A-1 2026-11-23 2"], app.Seen.Lines.Order(StringComparer.Ordinal));
        Assert.Empty(host.Failures);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{ "number": "A-1", "day": "2026-11-23", "count": 1, "unknown": 1 }""")]
    [InlineData("""{ "number": "A-1", "day": "yesterday", "count": 1 }""")]
    public async Task Message_ThatCannotBeBound_FailsItsAttemptsAndIsSetAsideWithAnAlert(string body)
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Typed));

        await host.PutAsync("records", body);
        await host.WhenIdleAsync();

        Assert.Empty(app.Seen.Lines);
        Assert.Equal(3, host.Failures.Count);
        Assert.Equal([body], await PoisonAsync(host, "records"));
        Assert.Equal("poison:records", Assert.Single(await AlertsAsync(host)).Key);
    }

    [Fact]
    public async Task Message_FailsOnce_IsTriedAgainAndNotSetAside()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Stumbling));

        await host.PutAsync("stumbles", "x");
        await host.WhenIdleAsync();

        Assert.Equal(["try", "try"], app.Seen.Lines);
        Assert.Empty(await PoisonAsync(host, "stumbles"));
        Assert.Empty(await AlertsAsync(host));
    }

    [Fact]
    public async Task Message_FailedAttempt_WaitsForVisibilityTimeout()
    {
        await using var app = new TestApp
        {
            HostJson = """
                { "version": "2.0", "extensions": { "http": { "routePrefix": "" }, "queues": { "visibilityTimeout": "01:00:00", "maxPollingInterval": "00:00:00.3" } } }
                """,
        };
        var options = app.Options(typeof(Stumbling)) with { IdleTimeout = TimeSpan.FromMilliseconds(600) };
        await using var host = await app.StartAsync(options);

        await host.PutAsync("stumbles", "x");

        var left = await Assert.ThrowsAsync<TimeoutException>(() => host.WhenIdleAsync());
        Assert.Contains("1 in queue 'stumbles'", left.Message, StringComparison.Ordinal);
        Assert.Equal(["try"], app.Seen.Lines);
    }

    [Fact]
    public async Task Message_EveryAttemptDiedWithItsProcess_IsSetAsideUncalled()
    {
        await using var app = new TestApp();
        await using (var first = await app.StartAsync(app.Options()))
        {
            await first.PutAsync("texts", "deadly");
            var queue = first.Services.GetRequiredService<DatabaseQueue>();
            for (var crash = 1; crash <= 3; crash++) Assert.Single(await queue.ClaimAsync("texts", 1, Duration.Zero));
        }

        await using var host = await app.StartAsync(typeof(Text));
        await host.WhenIdleAsync();

        Assert.Empty(app.Seen.Lines);
        Assert.Equal(["deadly"], await PoisonAsync(host, "texts"));
    }

    [Fact]
    public async Task Messages_ManyAtOnce_RunAtMostBatchPlusThresholdTogether()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddSingleton<Crowd>() };
        await using var host = await app.StartAsync(typeof(Crowded));
        var crowd = host.Services.GetRequiredService<Crowd>();
        // In one transaction: put one by one, three may be taken singly, and a pump that holds more than the threshold rightly takes no fourth.
        await host.Services.GetRequiredService<Database>().WriteAsync(async transaction =>
        {
            for (var i = 0; i < 40; i++) await host.Services.GetRequiredService<IQueue>().EnqueueAsync(transaction, "crowd", $"{i}");
        });

        await crowd.Full.Task.WaitAsync(TimeSpan.FromSeconds(20));
        crowd.Open.SetResult();
        await host.WhenIdleAsync();

        Assert.Equal(40, app.Seen.Lines.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(40, app.Seen.Lines.Count);
        Assert.InRange(crowd.Most, 4, 6);
    }

    [Fact]
    public async Task Message_NotDueYet_WaitsForTheBusinessClock()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Text));
        await host.Services.GetRequiredService<Database>().WriteAsync(transaction =>
            host.Services.GetRequiredService<IQueue>().EnqueueAsync(transaction, "texts", "later", TestApp.Start + Duration.FromMinutes(1)));

        await host.WhenIdleAsync();
        Assert.Empty(app.Seen.Lines);
        await host.StepToAsync(TestApp.Start + Duration.FromMinutes(1));

        Assert.Equal(["later"], app.Seen.Lines);
    }

    private static Task<IEnumerable<string>> PoisonAsync(EmbeddedHost host, string queue) => host.Services.GetRequiredService<Database>()
        .ReadAsync(connection => connection.QueryAsync<string>("select body from queue_message where queue = @queue", new { queue = queue + "-poison" }));

    private static Task<IEnumerable<Alert>> AlertsAsync(EmbeddedHost host) => host.Services.GetRequiredService<Database>()
        .ReadAsync(connection => connection.QueryAsync<Alert>("select key, text, raised_at as RaisedAt from alert"));

    public sealed record Order(string Number, LocalDate Day, int Count);

    public sealed class Text(Seen seen)
    {
        [Function("text")]
        public void Run([QueueTrigger("texts")] string body) => seen.Add(body);
    }

    public sealed class Typed(Seen seen)
    {
        [Function("typed")]
        public Task Run([QueueTrigger("records")] Order order)
        {
            seen.Add($"record {order.Number} {order.Day:uuuu-MM-dd} {order.Count}");
            return Task.CompletedTask;
        }
    }

    public sealed class Stumbling(Seen seen)
    {
        [Function("stumbling")]
        public void Run([QueueTrigger("stumbles")] string body)
        {
            seen.Add("try");
            if (seen.Lines.Count == 1) throw new InvalidOperationException("once");
        }
    }

    public sealed class Crowd
    {
        private int _now;

        public int Most { get; private set; }

        public TaskCompletionSource Full { get; } = new();

        public TaskCompletionSource Open { get; } = new();

        public void Enter()
        {
            var now = Interlocked.Increment(ref _now);
            lock (Full) Most = Math.Max(Most, now);
            if (now == 4) Full.TrySetResult();
        }

        public void Leave() => Interlocked.Decrement(ref _now);
    }

    public sealed class Crowded(Crowd crowd, Seen seen)
    {
        [Function("crowded")]
        public async Task Run([QueueTrigger("crowd")] string body)
        {
            crowd.Enter();
            await crowd.Open.Task;
            seen.Add(body);
            crowd.Leave();
        }
    }
}
