using System.Text.Json;
using Growth.Config;
using Growth.Time;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storefronts.Youzan;

/// <summary><c>full_order_info</c>: the same in messages and in the API's answers. Amounts are yuan, times are Beijing's.</summary>
internal sealed record YouzanOrder
{
    private const int MaxLines = 500;
    private static readonly DateTimeZone Beijing = Zones.Get("Asia/Shanghai");
    private static readonly LocalDateTimePattern Written = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    internal static Currency Yuan { get; } = Currency.Of("CNY");

    internal required string Number { get; init; }

    internal required IReadOnlyDictionary<OrderStage, Instant?> Reached { get; init; }

    internal required ShopPerson? Buyer { get; init; }

    internal required IReadOnlyList<OrderLine> Lines { get; init; }

    internal required long Total { get; init; }

    internal string? ReferralCode { get; init; }

    /// <exception cref="MisfitException">Not of the documented form.</exception>
    internal static YouzanOrder Read(Payload full)
    {
        var (info, paid) = (full.At("order_info"), full.At("pay_info"));
        var lines = full.List("orders", MaxLines);
        var total = paid.Amount("payment", Yuan);
        var shipping = paid.Text("post_fee", 32) is null ? 0 : paid.Amount("post_fee", Yuan);
        var net = WithoutShipping([.. lines.Select(line => line.Amount("payment", Yuan))], total, shipping);
        return new YouzanOrder
        {
            Number = info.Needed("tid", 64),
            Reached = Stages(info),
            Buyer = Person(full.At("buyer_info")),
            Lines = [.. lines.Select((line, i) => Line(line, net[i]))],
            Total = total,
            ReferralCode = lines.Select(ReferralCodeOf).FirstOrDefault(code => code is not null),
        };
    }

    /// <param name="proof">How the order came to us.</param>
    internal ShopEvent Event(OrderStage stage, PaymentProof proof, Instant otherwise)
    {
        var changed = new OrderChanged { Stage = stage, Number = Number, Buyer = Buyer, Lines = Lines, Total = Total, Currency = Yuan.Code, ReferralCode = ReferralCode, Proof = proof };
        return new ShopEvent(StableKey.Of(changed.Type, Number), Reached.GetValueOrDefault(stage) ?? otherwise, changed);
    }

    /// <summary>A line's payment holds its share of the postage: it is taken out in proportion, to the fen, the last line taking what is left.</summary>
    /// <param name="payments">Of each line; together <paramref name="total"/>, or that without shipping.</param>
    internal static IReadOnlyList<long> WithoutShipping(IReadOnlyList<long> payments, long total, long shipping)
    {
        var sum = payments.Sum();
        var excess = Math.Clamp(sum - Math.Max(0, total - shipping), 0, Math.Min(shipping, sum));
        var net = new long[payments.Count];
        for (var (i, left, rest) = (0, excess, sum); i < net.Length; i++)
        {
            var share = rest == 0 ? 0 : (long)((Int128)left * payments[i] / rest);
            net[i] = payments[i] - share;
            left -= share;
            rest -= payments[i];
        }

        return net;
    }

    /// <summary>Empty texts and even empty objects stand for "not yet".</summary>
    internal static Instant? TimeOf(Payload payload, string name)
    {
        if (payload.Find(name) is { ValueKind: JsonValueKind.Object } || payload.Text(name, 40) is not { } text) return null;
        return Written.Parse(text) is { Success: true } read ? Beijing.AtLeniently(read.Value).ToInstant() : throw payload.Misfit(name, "a time such as 2026-11-23 08:00:00");
    }

    private static Dictionary<OrderStage, Instant?> Stages(Payload info)
    {
        var (status, updated) = (info.Needed("status", 60), TimeOf(info, "update_time"));
        var reached = new Dictionary<OrderStage, Instant?> { [OrderStage.Created] = TimeOf(info, "created") };
        // A deposit has a time of payment, too; the order is paid when nothing is waited for.
        if (TimeOf(info, "pay_time") is { } paidAt && status != "WAIT_BUYER_PAY") reached[OrderStage.Paid] = paidAt;
        if (status == "TRADE_SUCCESS") reached[OrderStage.Completed] = TimeOf(info, "success_time") ?? updated;
        if (status == "TRADE_CLOSED") reached[OrderStage.Closed] = updated;
        return reached;
    }

    private static ShopPerson? Person(Payload buyer)
    {
        // outer_user_id is an openid of an app that is not named: joined to nobody. Phones are often encrypted ("$...$1$"): left out then.
        var phone = buyer.Hint("buyer_phone", 60) is { } text ? ContactText.Phone(text.Length == 11 && text[0] == '1' ? "+86" + text : text) : null;
        return buyer.Text("yz_open_id", 128) is { } id ? new ShopPerson { UserId = id, Phone = phone } : null;
    }

    private static OrderLine Line(Payload line, long netPaid) => new()
    {
        Id = line.Needed("oid", 64),
        Sku = line.Text("outer_sku_id", 255) ?? line.Text("sku_no", 255) ?? line.Text("outer_item_id", 255) ?? line.Text("item_no", 255) ?? $"item:{line.Needed("item_id", 64)}",
        Quantity = line.Count("num", 100_000),
        NetPaid = netPaid,
    };

    /// <summary>Asked of the buyer by a message field of the item.</summary>
    private static string? ReferralCodeOf(Payload line)
    {
        if (line.Hint("buyer_messages", 4_000) is not { } text) return null;
        using var messages = Payload.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        return messages is null ? null : Payload.Of(messages).Hint("referralCode", 64) ?? Payload.Of(messages).Hint("邀请码", 64);
    }
}
