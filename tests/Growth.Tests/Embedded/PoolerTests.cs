using System.Text.RegularExpressions;
using Growth.Storage;
using Growth.Tests.Cli;
using Growth.Tests.Faults;
using Growth.Tests.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>A pooler gives each transaction whichever session is free: what needs a session of its own goes past it, the rest asks for nothing that outlives its transaction.</summary>
public abstract partial class PoolerTests
{
    public sealed class OnPostgres : PoolerTests;

    [Fact]
    public async Task Behind_QueuesAndTimersWork_AndNothingThereNeedsASession()
    {
        var folder = Directory.CreateTempSubdirectory("growth-pooler-").FullName;
        var setting = await TestDatabase.CreateAsync(folder);
        await using var pooler = new Pooler(setting);
        await using var app = new TestApp
        {
            HostJson = """
                { "version": "2.0", "extensions": { "http": { "routePrefix": "" }, "queues": { "batchSize": 4, "newBatchThreshold": 2, "maxPollingInterval": "00:01:00", "maxDequeueCount": 2 } } }
                """,
        };
        var options = app.Options(typeof(Quick), typeof(Hourly));
        options = options with
        {
            SteppedTime = null,
            Lease = Duration.FromMilliseconds(600),
            Settings = new Dictionary<string, string?>(options.Settings, StringComparer.Ordinal) { ["Growth:Database"] = pooler.Setting, ["Growth:DatabaseDirect"] = setting },
        };
        await using (var one = await app.StartAsync(options))
        await using (var other = await app.StartAsync(options with { FunctionTypes = [] }))
        {
            await Until.Async(() => one.Services.GetRequiredService<QueueSignal>().Hears);
            for (var i = 0; i < 40; i++)
            {
                // From the other instance: only LISTEN, past the pooler, tells of it before a minute is over.
                await other.PutAsync("pooled", $"{i}");
                await app.Seen.CountAsync(i + 1);
            }

            await one.FireAsync("hourly");
        }

        Assert.Equal(41, app.Seen.Lines.Count);
        Assert.Contains(pooler.Texts, text => text.Contains("for update skip locked", StringComparison.Ordinal));
        Assert.Empty(pooler.Prepared);
        Assert.DoesNotContain(pooler.Texts, text => Session().IsMatch(text));
        await TestDatabase.DropAsync(setting);
        Directory.Delete(folder, recursive: true);
    }

    // What outlives its transaction, and what changes the schema. BEGIN is Npgsql's own: "BEGIN TRANSACTION ISOLATION LEVEL ...".
    [GeneratedRegex(@"^\s*(listen|unlisten|set|reset|discard|prepare|deallocate|declare|create|alter|drop|lock)\b|pg_(try_)?advisory_(un)?lock(_shared)?\(|, false\)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Session();

    public sealed class Quick(Seen seen)
    {
        [Function("quick")]
        public void Run([QueueTrigger("pooled")] string body) => seen.Add(body);
    }

    public sealed class Hourly(Seen seen)
    {
        [Function("hourly")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => seen.Add("hour");
    }
}
