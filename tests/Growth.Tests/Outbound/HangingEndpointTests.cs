using System.Diagnostics;
using Growth.Config;
using Growth.Embedded;
using Growth.Functions.Outbound;
using Growth.Outbound;
using Growth.Storage;
using Growth.Tests.Notifications;
using Growth.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

/// <summary>The real app on real time: one receiver's trouble is not another's.</summary>
public abstract class HangingEndpointTests
{
    public sealed class OnSqlite : HangingEndpointTests;

    public sealed class OnPostgres : HangingEndpointTests;

    [Fact]
    public async Task Deliver_OthersHang_ReachesTheWellOneWithinASecond()
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var setting = await TestDatabase.CreateAsync(folder);
        await using var hanging = await Receiver.StartAsync();
        await using var well = await Receiver.StartAsync();
        hanging.Answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        await using (var host = await EmbeddedHost.StartAsync(typeof(DeliverWebhook).Assembly, new EmbeddedHostOptions
        {
            Settings = new Dictionary<string, string?> { ["Growth:Workspace"] = folder, ["Growth:Database"] = setting, ["Growth:SigningKey"] = Convert.ToBase64String(new byte[32]), ["SECRET"] = OutboundStore.Secret },
            Drain = TimeSpan.Zero,
        }))
        {
            var (database, emit) = (host.Services.GetRequiredService<Database>(), host.Services.GetRequiredService<EmitEvent>());
            var webhooks = Enumerable.Range(0, 19).ToDictionary(i => $"hanging-{i}", _ => OutboundStore.Webhook(hanging.Url, OutboundType.AlertRaised));
            webhooks["well"] = OutboundStore.Webhook(well.Url, OutboundType.ReferralQualified);
            var config = Json.Write(SendingStore.Config(("email", "file")) with { Webhooks = webhooks });
            await database.WriteAsync(transaction => transaction.ExecuteAsync("insert into workspace_version (version, hash, config, applied_at) values (1, 'h', @config, 0)", new { config }));
            await database.WriteAsync(async transaction =>
            {
                for (var i = 0; i < 10; i++) await emit.RunAsync(transaction, $"{i}", new AlertRaised { Key = "k", Text = "t", RaisedAt = Instant.MinValue });
            });
            // All but one of 20 endpoints hang, each with ten events waiting.
            await hanging.CountAsync(19);

            var fastest = TimeSpan.MaxValue;
            for (var i = 1; i <= 5; i++)
            {
                var started = Stopwatch.StartNew();
                await database.WriteAsync(transaction => emit.RunAsync(transaction, $"{i}", new ReferralQualified
                {
                    Campaign = "c", Inviter = new ShopMember("shop", "a"), Invitee = new ShopMember("shop", "b"), Order = "1", QualifiedAt = Instant.MinValue,
                }));
                await well.CountAsync(i);
                if (started.Elapsed < fastest) fastest = started.Elapsed;
            }

            // the fastest of five: the machine that runs the tests may be busy with others
            Assert.InRange(fastest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            // One attempt an endpoint, whatever waits behind it.
            Assert.Equal(19, hanging.Requests.Count);
            Assert.Empty(host.Failures);
        }

        await TestDatabase.DropAsync(setting);
        Directory.Delete(folder, recursive: true);
    }
}
