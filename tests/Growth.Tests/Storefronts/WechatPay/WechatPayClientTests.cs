using Growth.Storefronts.WechatPay;
using Microsoft.Extensions.Options;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>Calls over real HTTP: signed by the merchant, believed only when WeChat Pay signed the answer.</summary>
public sealed class WechatPayClientTests
{
    [Fact]
    public async Task Query_PaidOrder_IsItsPayment()
    {
        await using var host = await PayHost.StartAsync();
        // A number of the shop's may hold what a path may not: it is signed as it is sent.
        host.Stub.Transactions["1001 *?"] = PayAccount.Transaction("1001 *?");

        var answer = await host.Client.QueryTransactionAsync(host.Merchant, "1001 *?", CancellationToken.None);

        var paid = Assert.IsType<WechatPayAnswer<PayTransaction>.Ok>(answer).Value;
        Assert.True(paid.IsPaid);
        Assert.Equal(("1001 *?", 100L, "CNY"), (paid.OutTradeNo, paid.Total, paid.Currency));
    }

    [Fact]
    public async Task Query_WithPublicKey_VerifiesAnswersWithIt()
    {
        await using var host = await PayHost.StartAsync();
        host.Storefront = PayAccount.Storefront(publicKey: true);
        host.Stub.SignerSerial = PayAccount.PublicKeyId;
        host.Stub.Transactions["1001"] = PayAccount.Transaction("1001");

        Assert.IsType<WechatPayAnswer<PayTransaction>.Ok>(await host.Client.QueryTransactionAsync(host.Merchant, "1001", CancellationToken.None));
        Assert.Equal(0, host.Stub.CertificateCalls);
    }

    [Fact]
    public async Task Query_UnknownOrder_IsNotFound()
    {
        await using var host = await PayHost.StartAsync();

        Assert.Equal(
            new WechatPayAnswer<PayTransaction>.NotFound("ORDER_NOT_EXIST"), await host.Client.QueryTransactionAsync(host.Merchant, "1001", CancellationToken.None));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("another-signer")]
    [InlineData("unknown-serial")]
    [InlineData("old")]
    [InlineData("misfit")]
    public async Task Query_AnswerThatIsNotProven_IsUnknown(string how)
    {
        await using var host = await PayHost.StartAsync();
        await host.Keys.RefreshAsync(host.Merchant, CancellationToken.None);
        host.Stub.Transactions["1001"] = PayAccount.Transaction("1001", how == "misfit" ? inner => inner.Remove("amount") : null);
        switch (how)
        {
            case "changed": host.Stub.Tamper = body => [.. body, (byte)'\n']; break;
            case "another-signer": (host.Stub.Signer, host.Stub.SignerSerial) = (PayAccount.NextPlatform, PayAccount.Platform.Serial); break;
            case "unknown-serial": host.Stub.SignerSerial = "PUB_KEY_ID_1"; break;
            case "old": host.Stub.Age = Duration.FromMinutes(5); break;
            default: break;
        }

        Assert.IsType<WechatPayAnswer<PayTransaction>.Unknown>(await host.Client.QueryTransactionAsync(host.Merchant, "1001", CancellationToken.None));
    }

    [Theory]
    [InlineData(400, "PARAM_ERROR", "Refused")]
    [InlineData(401, "SIGN_ERROR", "Refused")]
    [InlineData(403, "NO_AUTH", "Refused")]
    [InlineData(404, "ORDER_NOT_EXIST", "NotFound")]
    [InlineData(429, "FREQUENCY_LIMITED", "RetryAfter")]
    [InlineData(500, "SYSTEM_ERROR", "Unknown")]
    [InlineData(302, "MOVED", "Unknown")]
    public async Task Query_Failure_IsItsCategoryWithTheCode(int status, string code, string category)
    {
        await using var host = await PayHost.StartAsync();
        host.Stub.Transactions["1001"] = PayAccount.Transaction("1001");
        host.Stub.Failing = (status, code);

        var answer = await host.Client.QueryTransactionAsync(host.Merchant, "1001", CancellationToken.None);

        Assert.Equal(category, answer.GetType().Name);
        Assert.Contains(code, answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_NobodyThere_IsUnknown()
    {
        await using var host = await PayHost.StartAsync();
        var merchant = host.Merchant;
        await host.Stub.DisposeAsync();

        Assert.IsType<WechatPayAnswer<PayTransaction>.Unknown>(await host.Client.QueryTransactionAsync(merchant, "1001", CancellationToken.None));
    }

    [Fact]
    public async Task Query_NoAnswerInTime_IsUnknown()
    {
        await using var host = await PayHost.StartAsync();
        using var http = new WechatPayHttp(Options.Create(new WechatPayOptions { BaseAddress = host.Stub.Address, Timeout = TimeSpan.FromSeconds(1) }), host.Store.Clock);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Stub.Gate = gate.Task;
        host.Stub.Transactions["1001"] = PayAccount.Transaction("1001");

        var answer = await new WechatPayClient(http, host.Keys, host.Store.Clock).QueryTransactionAsync(host.Merchant, "1001", CancellationToken.None);
        gate.SetResult();

        Assert.Equal(new WechatPayAnswer<PayTransaction>.Unknown("Timeout"), answer);
    }

    [Theory]
    [InlineData("https://api2.mch.weixin.qq.com", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080/", true)]
    [InlineData("http://api.mch.weixin.qq.com", false)]
    [InlineData("https://api.mch.weixin.qq.com/proxy", false)]
    [InlineData("https://api.mch.weixin.qq.com/?a=1", false)]
    [InlineData("https://user@api.mch.weixin.qq.com", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("api.mch.weixin.qq.com", false)]
    public void Address_OfSettings_IsHttpsOrThisMachine(string address, bool fits)
    {
        var checkedOptions = new CheckWechatPayAddress().Validate(null, new WechatPayOptions { BaseAddress = new Uri(address, UriKind.RelativeOrAbsolute) });

        Assert.Equal(fits, checkedOptions.Succeeded);
        if (!fits) Assert.Contains("Growth:WechatPay:BaseAddress", checkedOptions.FailureMessage, StringComparison.Ordinal);
    }

}
