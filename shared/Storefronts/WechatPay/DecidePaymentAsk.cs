using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>What an answer makes of asking for an order's payment.</summary>
/// <param name="Outcome">Null: it is asked for again.</param>
/// <param name="NextAt">When; now, when it is over.</param>
internal readonly record struct PaymentAsked(string? Outcome, Instant NextAt);

/// <summary>
/// When WeChat Pay is asked for a payment whose notice is missing, and when no more: at six ages of the order, the last of them 24 hours, by
/// when its own repetitions of the notice have ended.
/// </summary>
internal static class DecidePaymentAsk
{
    public const string Paid = "paid";

    /// <summary>Part of the money went back, or all: which of the two this answer does not say, so a refunded order is nobody's word of a payment.</summary>
    public const string Refunded = "refunded";

    private static readonly Duration[] Ages =
        [Duration.FromMinutes(10), Duration.FromMinutes(30), Duration.FromHours(2), Duration.FromHours(6), Duration.FromHours(12), Duration.FromHours(24)];

    private static readonly Duration WhenUnknown = Duration.FromMinutes(5);
    private static readonly Duration WhenRefused = Duration.FromHours(1);

    /// <summary>At what age an order is asked for first.</summary>
    public static Duration First => Ages[0];

    /// <summary>Up to what age an order is taken up, by a program that was down or got no answer.</summary>
    public static Duration Last { get; } = Duration.FromHours(48);

    /// <param name="orderedAt">When the shop said it was placed or paid.</param>
    public static PaymentAsked Run(Instant orderedAt, string number, Merchant merchant, WechatPayAnswer<PayTransaction> answer, Instant now) => answer switch
    {
        WechatPayAnswer<PayTransaction>.Ok { Value: var found } when found.MchId != merchant.MchId || found.AppId != merchant.AppId || found.OutTradeNo != number => End("foreign", now),
        WechatPayAnswer<PayTransaction>.Ok { Value.IsPaid: true } => End(Paid, now),
        WechatPayAnswer<PayTransaction>.Ok { Value.State: "REFUND" } => End(Refunded, now),
        WechatPayAnswer<PayTransaction>.Ok { Value.State: "CLOSED" or "REVOKED" } => End("closed", now),
        WechatPayAnswer<PayTransaction>.Ok or WechatPayAnswer<PayTransaction>.NotFound => AtNextAge(orderedAt, now),
        WechatPayAnswer<PayTransaction>.RetryAfter later => Again(orderedAt, now + later.Pause),
        WechatPayAnswer<PayTransaction>.Refused => Again(orderedAt, now + WhenRefused),
        _ => Again(orderedAt, now + WhenUnknown),
    };

    private static PaymentAsked AtNextAge(Instant orderedAt, Instant now)
    {
        foreach (var age in Ages)
            if (orderedAt + age > now) return new PaymentAsked(null, orderedAt + age);
        return End("unpaid", now);
    }

    private static PaymentAsked Again(Instant orderedAt, Instant at) => at - orderedAt > Last ? End("unanswered", at) : new PaymentAsked(null, at);

    private static PaymentAsked End(string outcome, Instant now) => new(outcome, now);
}
