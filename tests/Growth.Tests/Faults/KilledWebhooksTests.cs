using System.Diagnostics;
using Dapper;
using Growth.Cli.Demo;
using Growth.Storage;
using Growth.Storefronts.WechatPay;
using Growth.Tests.Cli;
using Growth.Tests.Storefronts.Platforms;
using Growth.Tests.Storefronts.WechatPay;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>The real program, killed as the system kills while all platforms send: what was acknowledged is there after the next start, and applied once.</summary>
[Collection(nameof(Alone))]
public sealed class KilledWebhooksTests
{
    private const int Kills = 5;

    [Fact]
    public Task KilledFiveTimesOnEachEngine_WhatWasAcknowledgedIsThereAndAppliedOnce() => Task.WhenAll(RunAsync(Engine.Sqlite), RunAsync(Engine.Postgres));

    private static async Task RunAsync(Engine engine)
    {
        var seed = Random.Shared.Next();
        await using var store = await LiveStore.CreateAsync(engine);
        await store.Database.WriteAsync(SeedAsync);
        var load = new WebhookLoad(store.Clock, seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var host = await StartAsync(store);
            await CheckAcknowledgedAsync(store, load, $"{engine}, seed {seed}, before kill {kill}");
            await load.SettleAsync(host.Address);
            await KillUnderLoadAsync(host, load, Dice.For(seed, $"{engine} {kill}"));
        }

        await using var last = await StartAsync(store);
        await load.SettleAsync(last.Address);
        await CheckAcknowledgedAsync(store, load, $"{engine}, seed {seed}, at the end");
        await CheckAppliedAsync(store, $"{engine}, seed {seed}");
    }

    private static async Task SeedAsync(Transaction transaction)
    {
        await PlatformWorkspace.ApplyAsync(transaction);
        Assert.True(PlatformCertificate.TryParse(PayAccount.Platform.Pem, out var certificate));
        await transaction.ExecuteAsync(
            "insert into wechat_certificate (mchid, serial, pem, effective_at, expires_at, fetched_at) values (@MchId, @Serial, @Pem, @EffectiveAt, @ExpiresAt, @EffectiveAt)",
            new { PayAccount.MchId, certificate.Serial, certificate.Pem, certificate.EffectiveAt, certificate.ExpiresAt });
    }

    /// <summary>Nobody answers where WeChat Pay's API is said to be.</summary>
    private static Task<HostProcess> StartAsync(LiveStore store) =>
        HostProcess.StartAsync(store, settings: new Dictionary<string, string?>(PlatformWorkspace.Settings) { ["Growth__WechatPay__BaseAddress"] = "http://127.0.0.1:9" });

    private static async Task KillUnderLoadAsync(HostProcess host, WebhookLoad load, Dice chance)
    {
        var before = load.Acknowledged;
        var sending = load.RunAsync(host.Address);
        await Until.Async(() => load.Acknowledged > before + 20 || sending.IsCompleted);
        await Task.Delay(TimeSpan.FromMilliseconds(chance.Between(0, 600)), TimeProvider.System);
        Assert.False(host.HasExited, host.Said);
        await host.KillAsync();
        await sending;
    }

    private static async Task CheckAcknowledgedAsync(LiveStore store, WebhookLoad load, string say)
    {
        // Acknowledged before the store is read.
        var acknowledged = load.Sent.Where(one => one.Value).Select(one => one.Key).ToList();
        var kept = (await store.Database.ReadAsync(connection => connection.QueryAsync<(string, string)>("select storefront, delivery from webhook"))).ToHashSet();
        var lost = acknowledged.Where(one => !kept.Contains(one)).ToList();
        Assert.True(lost.Count == 0, $"{say}: {lost.Count} of {acknowledged.Count} are lost, such as {lost.FirstOrDefault()}");
        Assert.True(kept.All(load.Sent.ContainsKey), $"{say}: there is what nobody sent.");
    }

    /// <summary>Each delivery tells of one thing: there are as many things as deliveries.</summary>
    private static async Task CheckAppliedAsync(LiveStore store, string say)
    {
        // The dead held leases for up to half a minute; that it passes is not what is tested here.
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update queue_message set visible_at = due_at where queue = 'webhooks'"));
        var waited = Stopwatch.StartNew();
        while (await CountAsync(store, "select count(*) from webhook where state <> 'applied'") is > 0 and var left)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90), $"{say}: {left} are not applied.");
            await Task.Delay(20);
        }

        Assert.Equal(0, await CountAsync(store, "select count(*) from queue_message where queue = 'webhooks-poison'"));
        Assert.Equal(0, await CountAsync(store, "select count(*) from webhook where events <> 1"));
        Assert.Equal(await CountAsync(store, "select count(*) from webhook where storefront in ('mini', 'mini-plain')"), await CountAsync(store, "select count(*) from shop_fact"));
        Assert.Equal(await CountAsync(store, "select count(*) from webhook where storefront = 'pay'"), await CountAsync(store, "select count(*) from payment"));
        Assert.Equal(await CountAsync(store, "select count(*) from webhook where storefront not in ('mini', 'mini-plain')"), await CountAsync(store, "select count(*) from order_fact"));
        Assert.Equal(await CountAsync(store, "select count(*) from order_fact"), await CountAsync(store, "select count(*) from shop_order"));
    }

    private static Task<long> CountAsync(LiveStore store, string sql) => store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));
}
