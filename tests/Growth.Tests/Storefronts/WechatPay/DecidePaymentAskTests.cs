using Growth.Storefronts.WechatPay;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

public sealed class DecidePaymentAskTests
{
    private const string Number = "1001-2026";

    private static readonly Instant Ordered = PayAccount.Now;

    private static readonly Merchant Merchant = new()
    {
        MchId = PayAccount.MchId, AppId = PayAccount.AppId, SerialNo = "", ApiV3Key = [], PrivateKey = RsaKey.Of(PayAccount.MerchantKey, isPrivate: true)!,
    };

    [Theory]
    [InlineData(10, 30)]
    [InlineData(29, 30)]
    [InlineData(30, 120)]
    [InlineData(121, 360)]
    [InlineData(400, 720)]
    [InlineData(1000, 1440)]
    public void Run_NotPaidYet_IsAskedForAtTheNextAge(int age, int next)
    {
        foreach (var answer in new[] { Found("NOTPAY"), Found("USERPAYING"), Found("PAYERROR"), new WechatPayAnswer<PayTransaction>.NotFound("ORDER_NOT_EXIST") })
            Assert.Equal(new PaymentAsked(null, Ordered + Duration.FromMinutes(next)), Run(answer, age));
    }

    [Theory]
    [InlineData("SUCCESS", "paid")]
    [InlineData("REFUND", "refunded")]
    [InlineData("CLOSED", "closed")]
    [InlineData("REVOKED", "closed")]
    public void Run_FinalState_EndsTheAsking(string state, string outcome) => Assert.Equal(outcome, Run(Found(state), 10).Outcome);

    [Fact]
    public void Run_NotPaidAfter24Hours_EndsTheAsking() => Assert.Equal("unpaid", Run(Found("NOTPAY"), 1440).Outcome);

    [Fact]
    public void Run_AnswerAboutSomethingElse_CountsForNothing()
    {
        var paid = Transaction("SUCCESS");
        foreach (var other in new[] { paid with { MchId = "2" }, paid with { AppId = "wx2" }, paid with { OutTradeNo = "1002-2026" } })
            Assert.Equal("foreign", Run(new WechatPayAnswer<PayTransaction>.Ok(other), 10).Outcome);
    }

    [Fact]
    public void Run_NoAnswer_IsAskedAgainUntilTwoDays()
    {
        var unknown = new WechatPayAnswer<PayTransaction>.Unknown("Timeout");

        Assert.Equal(new PaymentAsked(null, Ordered + Duration.FromMinutes(15)), Run(unknown, 10));
        Assert.Equal(new PaymentAsked(null, Ordered + Duration.FromMinutes(70)), Run(new WechatPayAnswer<PayTransaction>.Refused("SIGN_ERROR"), 10));
        Assert.Equal(new PaymentAsked(null, Ordered + Duration.FromMinutes(12)), Run(new WechatPayAnswer<PayTransaction>.RetryAfter(Duration.FromMinutes(2), "FREQUENCY_LIMITED"), 10));
        Assert.Equal("unanswered", Run(unknown, 48 * 60).Outcome);
    }

    private static PaymentAsked Run(WechatPayAnswer<PayTransaction> answer, int age) =>
        DecidePaymentAsk.Run(Ordered, Number, Merchant, answer, Ordered + Duration.FromMinutes(age));

    private static WechatPayAnswer<PayTransaction> Found(string state) => new WechatPayAnswer<PayTransaction>.Ok(Transaction(state));

    private static PayTransaction Transaction(string state) => new() { MchId = PayAccount.MchId, AppId = PayAccount.AppId, OutTradeNo = Number, State = state };
}
