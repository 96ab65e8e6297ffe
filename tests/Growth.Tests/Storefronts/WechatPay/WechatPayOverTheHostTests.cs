using Dapper;
using Growth.Functions.Storefronts;
using Growth.Tests.Tracking;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>The timers and the settings in the real app.</summary>
public abstract class WechatPayOverTheHostTests
{
    public sealed class OnSqlite : WechatPayOverTheHostTests;

    public sealed class OnPostgres : WechatPayOverTheHostTests;

    [Fact]
    public async Task Fire_Ticks_DownloadCertificatesAndFindAMissingPayment()
    {
        await using var stub = await WechatPayStub.StartAsync(new SteppedTime(TrackingStore.WeekStart + Duration.FromHours(10)));
        var settings = new Dictionary<string, string?>(PayAccount.Settings) { ["Growth:WechatPay:BaseAddress"] = $"{stub.Address}" };
        await using var host = await TrackingHost.StartAsync(settings: settings);
        await PlatformKeysTests.ApplyAsync(host.Database, PayAccount.Storefront());
        await host.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("insert into shop_order (scope, number, state, total, currency) values ('pay', '20261123-1001', 'created', 100, 'CNY')");
            await transaction.ExecuteAsync(
                """
                insert into order_fact (order_id, digest, storefront, key, kind, proof, occurred_at, data)
                select id, 1, 'pay', 'order.created:20261123-1001', 'created', 1, @at, '{"total":100,"currency":"CNY"}' from shop_order
                """,
                new { at = host.Time.Now - Duration.FromMinutes(11) });
        });
        stub.Transactions["20261123-1001"] = PayAccount.Transaction("20261123-1001");

        await host.Host.FireAsync(nameof(WechatPayKeysTick));
        await host.Host.FireAsync(nameof(MissingPaymentsTick));

        Assert.Equal(1, stub.CertificateCalls);
        Assert.Equal("paid", await host.Database.ReadAsync(connection => connection.QuerySingleAsync<string>("select state from shop_order")));
    }

    [Theory]
    [InlineData("Growth:WechatPay:BaseAddress", "http://api.mch.weixin.qq.com")]
    [InlineData("Growth:WechatPay:Timeout", "00:02:00")]
    public async Task Start_WithAWrongSetting_IsRefusedAndNamesIt(string setting, string value)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => TrackingHost.StartAsync(settings: new Dictionary<string, string?> { [setting] = value }));

        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }
}
