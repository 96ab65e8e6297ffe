using System.Text.Json.Nodes;
using Growth.Storefronts;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>What notices mean. The samples are those of WeChat Pay's documentation.</summary>
public sealed class ReadNoticeTests
{
    [Fact]
    public async Task Read_Payment_IsReceivedByOrderNumberToTheCent()
    {
        await using var host = await PayHost.StartAsync();

        var happened = One(await host.ReadAsync(PayAccount.Payment()));

        Assert.Equal("payment.received:1217752501201407033233368018", happened.Key);
        Assert.Equal(Instant.FromUtc(2026, 11, 23, 3, 59, 30), happened.OccurredAt);
        Assert.Equal(
            new PaymentReceived
            {
                Number = "1217752501201407033233368018",
                TransactionId = "1217752501201407033233368018",
                Amount = 100,
                Currency = "CNY",
                Payer = new ShopPerson { OpenId = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", AppId = PayAccount.AppId },
            },
            happened.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("transaction")]
    [InlineData(null)]
    public async Task Read_AssociatedDataEmptyOrAbsent_Opens(string? associated)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Notice("TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction(), change: notice =>
        {
            if (associated is null) notice["resource"]!.AsObject().Remove("associated_data");
        }, associated ?? "");

        Assert.IsType<PaymentReceived>(One(await host.ReadAsync(body)).Data);
    }

    [Fact]
    public async Task Read_PaymentWithoutPayerOrCurrency_IsReceivedInCny()
    {
        await using var host = await PayHost.StartAsync();

        var payment = Assert.IsType<PaymentReceived>(One(await host.ReadAsync(PayAccount.Payment(inner =>
        {
            inner.Remove("payer");
            inner["amount"]!.AsObject().Remove("currency");
        }))).Data);

        Assert.Null(payment.Payer);
        Assert.Equal("CNY", payment.Currency);
    }

    [Theory]
    [InlineData("NOTPAY")]
    [InlineData("CLOSED")]
    [InlineData("REFUND")]
    [InlineData("SOMETHING_NEW")]
    public async Task Read_PaymentOfAnotherState_IsIgnoredWithIt(string state)
    {
        await using var host = await PayHost.StartAsync();

        var ignored = Assert.IsType<WebhookReading.Ignored>(await host.ReadAsync(PayAccount.Payment(inner => inner["trade_state"] = state)));

        Assert.Contains(state, ignored.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mchid", "\"1900000001\"")]
    [InlineData("mchid", null)]
    [InlineData("appid", "\"wxsomeoneelse\"")]
    [InlineData("out_trade_no", null)]
    [InlineData("out_trade_no", "\"\"")]
    [InlineData("out_trade_no", "17")]
    [InlineData("transaction_id", null)]
    [InlineData("trade_state", null)]
    [InlineData("success_time", null)]
    [InlineData("success_time", "\"2026-11-23 11:59:30\"")]
    [InlineData("amount", null)]
    [InlineData("amount", "[]")]
    [InlineData("amount", """{"total":"100","currency":"CNY"}""")]
    [InlineData("amount", """{"total":100.5,"currency":"CNY"}""")]
    [InlineData("amount", """{"total":0,"currency":"CNY"}""")]
    [InlineData("amount", """{"total":-1,"currency":"CNY"}""")]
    [InlineData("amount", """{"total":9223372036854775808,"currency":"CNY"}""")]
    [InlineData("amount", """{"total":100,"currency":"cny"}""")]
    [InlineData("payer", "\"oUpF8\"")]
    public async Task Read_PaymentThatDoesNotFit_IsSetAsideWithoutItsValues(string member, string? value)
    {
        await using var host = await PayHost.StartAsync();

        var misfit = Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(PayAccount.Payment(inner => Set(inner, member, value))));

        Assert.Contains(member, misfit.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("oUpF8", misfit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Refund_IsKnownByWhoAskedForItAndByWechatPay()
    {
        await using var host = await PayHost.StartAsync();

        var happened = One(await host.ReadAsync(PayAccount.Notice("REFUND.SUCCESS", "refund", PayAccount.Refund())));

        Assert.Equal("order.refunded:50200207182018070300011301001", happened.Key);
        Assert.Equal(Instant.FromUtc(2026, 11, 23, 2, 34, 56), happened.OccurredAt);
        Assert.Equal(new OrderRefunded { Number = "20150806125346", RefundId = "7752501201407033233368018", Amount = 300 }, happened.Data);
    }

    [Theory]
    [InlineData("ABNORMAL")]
    [InlineData("CLOSED")]
    public async Task Read_RefundThatCameToNothing_ChangesNoOrder(string state)
    {
        await using var host = await PayHost.StartAsync();

        var happened = One(await host.ReadAsync(PayAccount.Notice($"REFUND.{state}", "refund", PayAccount.Refund(inner =>
        {
            inner["refund_status"] = state;
            inner.Remove("success_time");
        }))));

        Assert.Equal($"payout.changed:50200207182018070300011301001:{state}", happened.Key);
        Assert.Equal(PayAccount.Now, happened.OccurredAt);
        Assert.Equal(
            $$"""{"payout":"refund","outRefundNo":"7752501201407033233368018","refundId":"50200207182018070300011301001","orderNumber":"20150806125346","state":"{{state}}","amount":300}""",
            Assert.IsType<ShopFact>(happened.Data).Data);
    }

    [Theory]
    [InlineData("mch_id")]
    [InlineData("mchid")]
    public async Task Read_Transfer_IsAPayoutThatChanged(string merchantMember)
    {
        await using var host = await PayHost.StartAsync();

        var happened = One(await host.ReadAsync(PayAccount.Notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", PayAccount.Transfer(inner =>
        {
            inner.Remove("mch_id");
            inner[merchantMember] = PayAccount.MchId;
            inner["state"] = "FAIL";
            inner["fail_reason"] = "MERCHANT_NOT_CONFIRM";
        }), associatedData: "mch_payment")));

        Assert.Equal("payout.changed:1330000071100999991182020050700019480001:FAIL", happened.Key);
        var fact = Assert.IsType<ShopFact>(happened.Data);
        Assert.Equal("payout.changed", fact.Type);
        Assert.Null(fact.Person);
        Assert.Equal(
            """{"payout":"transfer","outBillNo":"plfk2020042013","transferBillNo":"1330000071100999991182020050700019480001","state":"FAIL","amount":2000,"failReason":"MERCHANT_NOT_CONFIRM"}""",
            fact.Data);
    }

    [Fact]
    public async Task Read_RefundOrTransferOfAnotherMerchant_IsSetAside()
    {
        await using var host = await PayHost.StartAsync();

        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(PayAccount.Notice("REFUND.SUCCESS", "refund", PayAccount.Refund(inner => inner["mchid"] = "1900000001"))));
        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(
            PayAccount.Notice("MCHTRANSFER.BILL.FINISHED", "mch_payment", PayAccount.Transfer(inner => inner["mch_id"] = "1900000001"))));
    }

    [Theory]
    [InlineData("COUPON.USE", "coupon")]
    [InlineData("TRANSACTION.SUCCESS", "refund")]
    [InlineData("REFUND.SOMETHING", "refund")]
    public async Task Read_UnknownType_IsIgnored(string eventType, string originalType)
    {
        await using var host = await PayHost.StartAsync();

        var ignored = Assert.IsType<WebhookReading.Ignored>(await host.ReadAsync(PayAccount.Notice(eventType, originalType, PayAccount.Transaction())));

        Assert.Contains(eventType, ignored.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("algorithm", "\"AEAD_SM4_GCM\"")]
    [InlineData("ciphertext", "\"AAAA\"")]
    [InlineData("ciphertext", null)]
    [InlineData("nonce", "\"fdasflkja485\"")]
    [InlineData("nonce", "\"short\"")]
    [InlineData("associated_data", "\"else\"")]
    [InlineData("original_type", null)]
    public async Task Read_ResourceThatDoesNotOpen_IsSetAside(string member, string? value)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Notice("TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction(), notice => Set(notice["resource"]!.AsObject(), member, value));

        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(body));
    }

    [Theory]
    [InlineData("transaction", "TRANSACTION.SUCCESS")]
    [InlineData("refund", "REFUND.SUCCESS")]
    [InlineData("mch_payment", "MCHTRANSFER.BILL.FINISHED")]
    public async Task Read_InnerTextThatIsNoObject_IsSetAside(string originalType, string eventType)
    {
        await using var host = await PayHost.StartAsync();

        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(PayAccount.Notice(eventType, originalType, "[1]"u8.ToArray())));
        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(PayAccount.Notice(eventType, originalType, [0xFF, 0xFE])));
        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(PayAccount.Notice(eventType, originalType, """{"mchid":"1","mchid":"2"}"""u8.ToArray())));
    }

    private static ShopEvent One(WebhookReading reading) => Assert.Single(Assert.IsType<WebhookReading.Events>(reading).Happened);

    private static void Set(JsonObject json, string member, string? value)
    {
        if (value is null) json.Remove(member);
        else json[member] = JsonNode.Parse(value);
    }
}
