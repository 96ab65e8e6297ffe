using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>What a notice says, in our words. A pure function of the kept body and the merchant's account.</summary>
internal static class ReadNotice
{
    public static WebhookReading Run(ReadOnlyMemory<byte> body, Merchant merchant)
    {
        var (notice, problem) = PayNotice.Read(body);
        if (notice is null) return new WebhookReading.Misfit(problem!);
        Func<ReadOnlyMemory<byte>, PayNotice, Merchant, WebhookReading>? read = (notice.EventType, notice.OriginalType) switch
        {
            ("TRANSACTION.SUCCESS", "transaction") => Payment,
            ("REFUND.SUCCESS" or "REFUND.ABNORMAL" or "REFUND.CLOSED", "refund") => Refund,
            ("MCHTRANSFER.BILL.FINISHED", "mch_payment") => Transfer,
            _ => null,
        };
        if (read is null) return new WebhookReading.Ignored($"'{notice.EventType}' about '{notice.OriginalType}' has no meaning here.");
        return notice.Resource.TryOpen(merchant.ApiV3Key, out var plain)
            ? read(plain, notice, merchant)
            : new WebhookReading.Misfit("The resource does not open with the APIv3 key: is it still the one of the day of the notice?");
    }

    private static WebhookReading Payment(ReadOnlyMemory<byte> plain, PayNotice notice, Merchant merchant)
    {
        var (transaction, problem) = PayTransaction.Read(plain);
        if (transaction is null) return new WebhookReading.Misfit($"Payment: {problem}.");
        if (transaction.MchId != merchant.MchId || transaction.AppId != merchant.AppId) return new WebhookReading.Misfit("Payment: 'mchid' and 'appid' must be this storefront's.");
        return transaction.IsPaid
            ? new WebhookReading.Events([transaction.ToEvent()])
            : new WebhookReading.Ignored($"trade_state is '{transaction.State}': no money came in.");
    }

    /// <summary>
    /// The refund is known by the number of whoever asked for it (<c>out_refund_no</c>): our payouts have theirs, and the shop's own word on
    /// its refund has the same. WeChat Pay's number is the event's key. Money that did not come back yet (ABNORMAL: the payer's account took
    /// none) or will not (CLOSED) changes no order; a payout of ours may have ended so.
    /// </summary>
    private static WebhookReading Refund(ReadOnlyMemory<byte> plain, PayNotice notice, Merchant merchant)
    {
        if (!JsonMembers.TryParse(plain, out var members)) return new WebhookReading.Misfit("Refund: it is not a JSON object in UTF-8 without duplicate members.");
        var (mchId, number, outRefundNo, refundId) = (members.Text("mchid", 32), members.Text("out_trade_no", 64), members.Text("out_refund_no", 64), members.Text("refund_id", 64));
        var (state, amount) = (members.Text("refund_status", 32), members.Object("amount").Number("refund", 1));
        var at = state == "SUCCESS" ? members.Time("success_time") : notice.CreatedAt;
        if (members.Problem is { } problem) return new WebhookReading.Misfit($"Refund: {problem}.");
        if (mchId != merchant.MchId) return new WebhookReading.Misfit("Refund: 'mchid' must be this storefront's.");
        return state switch
        {
            "SUCCESS" => One($"order.refunded:{refundId}", at, new OrderRefunded { Number = number, RefundId = outRefundNo, Amount = amount }),
            "ABNORMAL" or "CLOSED" => One($"payout.changed:{refundId}:{state}", at, Payout(new { payout = "refund", outRefundNo, refundId, orderNumber = number, state, amount })),
            _ => new WebhookReading.Ignored($"refund_status is '{state}': nothing is decided."),
        };
    }

    /// <summary>Whose it is, is known by the number; a shop's own transfers (wages, say) make nobody a member.</summary>
    private static WebhookReading Transfer(ReadOnlyMemory<byte> plain, PayNotice notice, Merchant merchant)
    {
        if (!JsonMembers.TryParse(plain, out var members)) return new WebhookReading.Misfit("Transfer: it is not a JSON object in UTF-8 without duplicate members.");
        // Documentation and practice differ in the name.
        var mchId = members.OptionalText("mch_id", 32) ?? members.Text("mchid", 32);
        var (outBillNo, transferBillNo, state) = (members.Text("out_bill_no", 64), members.Text("transfer_bill_no", 64), members.Text("state", 32));
        var (amount, failReason, at) = (members.Number("transfer_amount", 1), members.OptionalText("fail_reason", 256), members.Time("update_time"));
        if (members.Problem is { } problem) return new WebhookReading.Misfit($"Transfer: {problem}.");
        if (mchId != merchant.MchId) return new WebhookReading.Misfit("Transfer: 'mchid' must be this storefront's.");
        return One($"payout.changed:{transferBillNo}:{state}", at, Payout(new { payout = "transfer", outBillNo, transferBillNo, state, amount, failReason }));
    }

    private static ShopFact Payout<T>(T data) => new("payout.changed") { Data = Json.Write(data) };

    private static WebhookReading.Events One(string key, Instant at, ShopEventData data) => new([new ShopEvent(key, at, data)]);
}
