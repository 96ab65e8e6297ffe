using Growth.Config.Yaml;
using NodaTime;

namespace Growth.Weeks;

public sealed record CashbackPlan
{
    [Doc("Cumulative targets: a tier pays its target less what is already earned.", "累计目标：每档只补足差额。"), Count(1, 10)]
    public required IReadOnlyList<TierPlan> Tiers { get; init; }

    [Doc("Time before an earned reward is payable; at least the storefront's refund window.", "冻结期，不短于店铺退货期。"), Between("0d", "366d")]
    public required Duration Hold { get; init; }

    /// <summary>Minor units.</summary>
    [Doc("Never overspent: an enrolment reserves its most.", "预算，绝不超支：报名即预留最高返现。"), Money, Between("0.01", "100000000"), MissingRule("budget-required")]
    public required long Budget { get; init; }

    [Doc("How it is paid.", "支付方式。")]
    public required Payout Payout { get; init; }

    [Doc("How long storefront credit is valid.", "店铺余额有效期。"), Between("1d", "1830d")]
    public Duration? CreditExpires { get; init; }
}

public enum Payout
{
    WechatRefund,
    StorefrontCredit,
    WechatTransfer,
    File,
}

/// <summary>Either consecutive or total days, and the target that is then reached.</summary>
public sealed record TierPlan
{
    [Doc("Days in a row; this or `total`.", "连续天数；与 total 二选一。"), Between("1", "366")]
    public int? Consecutive { get; init; }

    [Doc("Days in all; this or `consecutive`.", "累计天数；与 consecutive 二选一。"), Between("1", "366")]
    public int? Total { get; init; }

    [Doc("Target in money, or as a part of what was paid.", "目标金额，或实付的百分比。")]
    public required TierAmount Amount { get; init; }
}

/// <summary>Written <c>5.00</c> or <c>100%</c>: minor units, or a fraction of what was paid; exactly one is set.</summary>
public readonly record struct TierAmount
{
    /// <summary>Minor units.</summary>
    public long? Money { get; init; }

    /// <summary>Fraction of what was paid.</summary>
    public decimal? Percent { get; init; }
}
