using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>A payment as notices and the query API tell it (pay.weixin.qq.com, 支付成功回调通知 and 商户订单号查询订单).</summary>
internal sealed record PayTransaction
{
    public required string MchId { get; init; }

    public required string AppId { get; init; }

    /// <summary>The shop's order number.</summary>
    public required string OutTradeNo { get; init; }

    /// <summary>In WeChat Pay's words: SUCCESS, REFUND, NOTPAY, CLOSED, REVOKED, USERPAYING, PAYERROR, and what may be added.</summary>
    public required string State { get; init; }

    /// <summary>Only of <see cref="IsPaid"/>.</summary>
    public string TransactionId { get; init; } = "";

    /// <inheritdoc cref="TransactionId"/>
    public Instant PaidAt { get; init; }

    /// <summary>Minor units, 1 or more: the order's price. What the payer paid of it may be less by WeChat Pay's coupons. Only of <see cref="IsPaid"/>.</summary>
    public long Total { get; init; }

    /// <summary>ISO 4217. Only of <see cref="IsPaid"/>.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Null: not said.</summary>
    public string? OpenId { get; init; }

    public bool IsPaid => State == "SUCCESS";

    /// <returns>Either the payment or what is wrong with its form.</returns>
    public static (PayTransaction? Transaction, string? Problem) Read(ReadOnlyMemory<byte> json)
    {
        if (!JsonMembers.TryParse(json, out var members)) return (null, "it is not a JSON object in UTF-8 without duplicate members");
        var read = new PayTransaction
        {
            MchId = members.Text("mchid", 32),
            AppId = members.Text("appid", 32),
            OutTradeNo = members.Text("out_trade_no", 64),
            State = members.Text("trade_state", 32),
        };
        if (read.IsPaid)
        {
            var amount = members.Object("amount");
            read = read with
            {
                TransactionId = members.Text("transaction_id", 64),
                PaidAt = members.Time("success_time"),
                Total = amount.Number("total", 1),
                Currency = ReadCurrency(amount),
                OpenId = members.OptionalObject("payer")?.OptionalText("openid", 128),
            };
        }

        return members.Problem is { } problem ? (null, problem) : (read, null);
    }

    /// <summary>Under the key that a notice and an answer of the query API share: whichever comes first counts.</summary>
    public ShopEvent ToEvent() => new($"payment.received:{TransactionId}", PaidAt, new PaymentReceived
    {
        Number = OutTradeNo,
        TransactionId = TransactionId,
        Amount = Total,
        Currency = Currency,
        Payer = OpenId is null ? null : new ShopPerson { OpenId = OpenId, AppId = AppId },
    });

    /// <summary>Absent, it is CNY: merchants in China have no other.</summary>
    private static string ReadCurrency(JsonMembers amount)
    {
        var currency = amount.OptionalText("currency", 3) ?? "CNY";
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)) amount.Wrong("currency", "three capital letters");
        return currency;
    }
}
