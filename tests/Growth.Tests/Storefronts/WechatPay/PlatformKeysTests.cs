using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.WechatPay;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>Where the keys come from: downloaded once for all, renewed, and never at a stranger's will.</summary>
public abstract class PlatformKeysTests
{
    public sealed class OnSqlite : PlatformKeysTests;

    public sealed class OnPostgres : PlatformKeysTests;

    [Fact]
    public async Task Find_FirstNotice_DownloadsOnceForAllInstancesAndStarts()
    {
        await using var host = await PayHost.StartAsync();

        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
        Assert.NotNull(await FindAsync(host.NewKeys(), host, PayAccount.Platform));

        Assert.Equal(1, host.Stub.CertificateCalls);
    }

    [Fact]
    public async Task Find_FloodOfUnknownSerials_IsOneDownloadAMinute()
    {
        await using var host = await PayHost.StartAsync();
        await host.VerifyAsync(PayAccount.Payment());
        host.Machine.Set(host.Machine.Now + Duration.FromMinutes(2));
        var before = host.Stub.CertificateCalls;

        var body = PayAccount.Payment();
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: $"BAD{i:X8}")))));

        Assert.All(verdicts, verdict => Assert.Equal("unknown-serial", Assert.IsType<WebhookVerdict.Refused>(verdict).Reason));
        Assert.Equal(1, host.Stub.CertificateCalls - before);
        host.Machine.Set(host.Machine.Now + PlatformKeys.Pause - Duration.FromMilliseconds(1));
        await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: "BAD"));
        Assert.Equal(1, host.Stub.CertificateCalls - before);
        host.Machine.Set(host.Machine.Now + Duration.FromMilliseconds(1));
        await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: "BAD"));
        Assert.Equal(2, host.Stub.CertificateCalls - before);
    }

    /// <summary>Of many notices at once under a new certificate all wait for the one download, and none is refused.</summary>
    [Fact]
    public async Task Find_NewCertificate_IsTakenAtOnceByAllWhoAsk()
    {
        await using var host = await PayHost.StartAsync();
        await host.VerifyAsync(PayAccount.Payment());
        host.Machine.Set(host.Machine.Now + Duration.FromMinutes(2));
        host.Stub.Certificates.Add(PayAccount.NextPlatform);
        host.Stub.Signer = PayAccount.NextPlatform;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Stub.Gate = gate.Task;

        var body = PayAccount.Payment();
        var asking = Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, PayAccount.NextPlatform)))).ToList();
        await Task.Delay(50);
        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), verdict => Assert.IsType<WebhookVerdict.Accepted>(verdict));
        Assert.Equal(2, host.Stub.CertificateCalls);
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body));
    }

    [Fact]
    public async Task Find_CertificateThatHasExpiredOrIsGivenUp_ProvesNothing()
    {
        await using var host = await PayHost.StartAsync();
        await host.VerifyAsync(PayAccount.Payment());
        host.Stub.Certificates.Clear();
        host.Stub.Certificates.Add(PayAccount.NextPlatform);
        host.Stub.Signer = PayAccount.NextPlatform;

        await host.Keys.RefreshAsync(host.Merchant, CancellationToken.None);
        Assert.Null(await FindAsync(host.Keys, host, PayAccount.Platform));
        Assert.NotNull(await FindAsync(host.Keys, host, PayAccount.NextPlatform));

        host.Store.Time.Set(PayAccount.Now + Duration.FromDays(1801));
        Assert.Null(await FindAsync(host.Keys, host, PayAccount.NextPlatform));
    }

    /// <summary>WeChat Pay waits 5 s for an answer: a download that takes longer goes on, and the next sending of the notice finds it done.</summary>
    [Fact]
    public async Task Find_DownloadThatHangs_IsNotWaitedForLongerThanWechatPayWaits()
    {
        await using var host = await PayHost.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Stub.Gate = gate.Task;

        var began = TimeProvider.System.GetTimestamp();
        Assert.IsType<WebhookVerdict.Refused>(await host.VerifyAsync(PayAccount.Payment()));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 2.5, 4.5);

        gate.SetResult();
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
        Assert.Equal(1, host.Stub.CertificateCalls);
    }

    [Theory]
    [InlineData("changed-after-signing")]
    [InlineData("signed-by-nobody-in-the-list")]
    [InlineData("signed-under-another-serial")]
    [InlineData("old")]
    [InlineData("other-api-key")]
    [InlineData("serial-not-the-certificates")]
    [InlineData("empty")]
    [InlineData("not-json")]
    [InlineData("server-error")]
    [InlineData("refused")]
    public async Task Refresh_ListThatIsNotProvablyWechatPays_IsRefusedAndTheOldOneStays(string how)
    {
        await using var host = await PayHost.StartAsync();
        await host.Keys.RefreshAsync(host.Merchant, CancellationToken.None);
        host.Stub.Certificates.Add(PayAccount.NextPlatform);
        switch (how)
        {
            case "changed-after-signing": host.Stub.Tamper = body => [.. body, (byte)' ']; break;
            case "signed-by-nobody-in-the-list": (host.Stub.Signer, host.Stub.SignerSerial) = (PayAccount.NextPlatform, PayAccount.Platform.Serial); break;
            case "signed-under-another-serial": host.Stub.SignerSerial = "ABCDEF"; break;
            case "old": host.Stub.Age = Duration.FromSeconds(300); break;
            case "other-api-key": host.Settings["WXPAY_V3_KEY"] = PayAccount.ApiV3Key.ToUpperInvariant(); break;
            case "serial-not-the-certificates": host.Stub.Relabel = true; break;
            case "empty": host.Stub.Certificates.Clear(); break;
            case "not-json": host.Stub.Tamper = _ => "hello"u8.ToArray(); break;
            case "server-error": host.Stub.Failing = (500, "SYSTEM_ERROR"); break;
            default: host.Stub.Failing = (401, "SIGN_ERROR"); break;
        }

        var answer = await host.Keys.RefreshAsync(host.Merchant, CancellationToken.None);

        Assert.IsNotType<WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Ok>(answer);
        Assert.Equal([PayAccount.Platform.Serial], await StoredAsync(host));
        Assert.NotNull(await FindAsync(host.Keys, host, PayAccount.Platform));
        Assert.Null(await FindAsync(host.Keys, host, PayAccount.NextPlatform));
    }

    [Fact]
    public async Task Refresh_ByManyInstancesAtOnce_EndsInTheOneList()
    {
        await using var host = await PayHost.StartAsync();
        host.Stub.Certificates.Add(PayAccount.NextPlatform);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => host.NewKeys().RefreshAsync(host.Merchant, CancellationToken.None))));

        Assert.Equal(["A112233", PayAccount.Platform.Serial], await StoredAsync(host));
    }

    [Fact]
    public async Task Tick_CertificatesOf12Hours_AreDownloadedAgainAndFailuresTold()
    {
        await using var host = await PayHost.StartAsync();
        await ApplyAsync(host.Store.Database, host.Storefront);
        var refresh = new RefreshPlatformKeys(host.Store.Database, host.Merchants, host.Keys, new Alerts(host.Store.Clock), host.Store.Clock);

        await refresh.RunAsync(CancellationToken.None);
        await refresh.RunAsync(CancellationToken.None);
        Assert.Equal(1, host.Stub.CertificateCalls);

        host.Store.Time.Set(PayAccount.Now + Duration.FromHours(12));
        host.Stub.Failing = (401, "SIGN_ERROR");
        await refresh.RunAsync(CancellationToken.None);
        Assert.Contains("SIGN_ERROR", Assert.Single(await AlertsAsync(host)), StringComparison.Ordinal);

        host.Stub.Failing = null;
        await refresh.RunAsync(CancellationToken.None);
        Assert.Equal(3, host.Stub.CertificateCalls);
        Assert.Empty(await AlertsAsync(host));
    }

    [Fact]
    public async Task Tick_MerchantWithPublicKeyOrWithoutSettings_NeedsNoDownload()
    {
        await using var host = await PayHost.StartAsync();
        var refresh = new RefreshPlatformKeys(host.Store.Database, host.Merchants, host.Keys, new Alerts(host.Store.Clock), host.Store.Clock);
        await refresh.RunAsync(CancellationToken.None);
        await ApplyAsync(host.Store.Database, PayAccount.Storefront(publicKey: true));
        await refresh.RunAsync(CancellationToken.None);
        await ApplyAsync(host.Store.Database, PayAccount.Storefront());
        host.Settings["WXPAY_PRIVATE_KEY"] = null;
        await refresh.RunAsync(CancellationToken.None);

        Assert.Equal(0, host.Stub.CertificateCalls);
        Assert.Empty(await AlertsAsync(host));
    }

    internal static Task ApplyAsync(Database database, params Storefront[] storefronts) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, 0 from workspace_version where true",
        new
        {
            config = Json.Write(new GrowthConfig
            {
                Workspace = "reading-room",
                PublicUrl = new Uri("https://growth.example.com"),
                TimeZone = "Asia/Shanghai",
                Currency = "CNY",
                Team = [],
                Channels = new Dictionary<string, ChannelConfig>(),
                Storefronts = storefronts.ToDictionary(one => one.Name, one => one.Config),
            }),
        }));

    private static async Task<object?> FindAsync(PlatformKeys keys, PayHost host, TestCertificate certificate) =>
        await keys.FindAsync(host.Merchant, PaySignature.Normal(certificate.Serial), CancellationToken.None);

    private static async Task<IReadOnlyList<string>> StoredAsync(PayHost host) =>
        (await host.Store.Database.ReadAsync(connection => connection.QueryAsync<string>("select serial from wechat_certificate order by serial"))).AsList();

    private static async Task<IReadOnlyList<string>> AlertsAsync(PayHost host) =>
        (await host.Store.Database.ReadAsync(connection => connection.QueryAsync<string>("select text from alert where key = 'wechat-pay-keys'"))).AsList();
}
