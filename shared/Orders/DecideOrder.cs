using Growth.Storefronts;
using NodaTime;

namespace Growth.Orders;

/// <summary>
/// An order as a pure function of what was told of it. The facts are a set, so neither their order nor their number matters: of times the
/// earliest counts, of words the best, by proof, then stage (paid above all), then time, key and content.
/// </summary>
public static class DecideOrder
{
    /// <param name="facts">In any order, with any repetitions.</param>
    /// <param name="currency">The workspace's; what an order is in that does not say. Null: none runs.</param>
    public static OrderState Run(IEnumerable<OrderFact> facts, string? currency)
    {
        var known = facts.DistinctBy(fact => fact.Digest).OrderBy(fact => fact.At).ThenBy(fact => fact.Key, StringComparer.Ordinal).ThenBy(fact => fact.Digest).ToList();
        var words = known.Where(fact => fact.Kind <= OrderFactKind.Closed).Reverse().OrderByDescending(RankOf).ToList();
        var terms = new OrderTerms
        {
            Status = OrderStatus.Expected,
            MemberId = words.Find(fact => fact.MemberId is not null)?.MemberId,
            CreatedAt = First(OrderFactKind.Created),
            // Holds run from it, so like a payment it rests on proof: a word that can be replayed under another type completes nothing.
            CompletedAt = known.Find(fact => fact is { Kind: OrderFactKind.Completed, Proof: not PaymentProof.None })?.At,
            ClosedAt = First(OrderFactKind.Closed),
            Total = words.Find(fact => fact.Words.Total is not null)?.Words.Total,
            Currency = words.Find(fact => fact.Words.Currency is not null)?.Words.Currency,
            ReferralCode = words.Find(fact => fact.Words.ReferralCode is not null)?.Words.ReferralCode,
            FirstOrder = words.Find(fact => fact.Words.FirstOrder is not null)?.Words.FirstOrder,
        };
        var lines = words.Find(fact => fact.Words.Lines is not null)?.Words.Lines?.DistinctBy(line => line.Id, StringComparer.Ordinal).ToList() ?? [];
        var payments = OrderPayments.Of(known, terms.Total, terms.Currency ?? currency);
        var refunds = OrderRefunds.Of(known);
        terms = Pay(terms, words, lines, payments);
        terms = terms with { Refunded = OrderRefunds.Sum(refunds, terms.Currency ?? currency) };
        terms = terms with { Status = StatusOf(terms, words, payments), Marks = MarksOf(terms, refunds, payments, currency) };
        return new OrderState(terms, lines, refunds, payments);

        Instant? First(OrderFactKind kind) => known.Find(fact => fact.Kind == kind)?.At;
    }

    private static int RankOf(OrderFact fact)
    {
        var stage = fact.Kind switch { OrderFactKind.Paid => 3, OrderFactKind.Completed => 2, OrderFactKind.Created => 1, _ => 0 };
        return ((fact.Proof == PaymentProof.None ? 0 : 1) * 100) + (stage * 10) + (int)fact.Proof;
    }

    private static OrderTerms Pay(OrderTerms terms, List<OrderFact> words, List<OrderLine> lines, IReadOnlyList<OrderPayment> payments)
    {
        var claims = words.Where(fact => fact is { Kind: OrderFactKind.Paid, Proof: not PaymentProof.None }).ToList();
        var matched = payments.Where(payment => payment.State == PaymentState.Matched).OrderBy(payment => payment.At).ThenBy(payment => payment.Id, StringComparer.Ordinal).ToList();
        if (claims.Count == 0 && matched.Count == 0) return terms;
        // Instalments have paid for the order when the last one is there.
        var times = claims.Select(fact => fact.At).Concat(matched.Count > 0 ? [matched[^1].At] : []);
        return terms with
        {
            PaidAt = times.Min(),
            Paid = terms.Total ?? (lines.Count > 0 ? OrderRefunds.Sum(lines.Select(line => line.NetPaid)) : null),
            Proof = matched.Count > 0 ? OrderProof.Payment : claims.Exists(fact => fact.Proof == PaymentProof.Fetched) ? OrderProof.Fetched : OrderProof.Signed,
            MemberId = terms.MemberId ?? matched.Find(payment => payment.MemberId is not null)?.MemberId,
        };
    }

    private static OrderStatus StatusOf(OrderTerms terms, List<OrderFact> words, IReadOnlyList<OrderPayment> payments)
    {
        if (terms.PaidAt is not null)
        {
            if (terms.Paid is { } paid and > 0 && terms.Refunded - ExtraOf(payments) >= paid) return OrderStatus.Refunded;
            return terms.CompletedAt is null ? OrderStatus.Paid : OrderStatus.Completed;
        }

        if (terms.ClosedAt is not null) return OrderStatus.Closed;
        if (words.Exists(fact => fact.Kind == OrderFactKind.Paid)) return OrderStatus.Unproven;
        return words.Count > 0 ? OrderStatus.Created : OrderStatus.Expected;
    }

    private static string MarksOf(OrderTerms terms, IReadOnlyList<OrderRefund> refunds, IReadOnlyList<OrderPayment> payments, string? currency)
    {
        var own = terms.Currency ?? currency;
        var received = OrderRefunds.Sum(payments.Where(payment => payment.Currency == own).Select(payment => payment.Amount));
        var limit = Math.Max(received, terms.PaidAt is null ? 0 : terms.Paid ?? long.MaxValue);
        var extra = ExtraOf(payments);
        var marks = new List<string>();
        // A wrong payment that went back in full, of an order that nothing else pays for, is over and done with.
        if (payments.Any(payment => payment.State == PaymentState.Mismatch) && (terms.PaidAt is not null || terms.Refunded < received || received == 0)) marks.Add(OrderMarks.AmountMismatch);
        if (terms.Currency is not null && currency is not null && terms.Currency != currency) marks.Add(OrderMarks.ForeignCurrency);
        if ((terms.PaidAt is not null || payments.Count > 0) && terms.Refunded > limit) marks.Add(OrderMarks.OverRefunded);
        if (extra > 0 && terms.Refunded < extra) marks.Add(OrderMarks.PaidTwice);
        if (refunds.Any(refund => refund.Currency is not null && refund.Currency != own)) marks.Add(OrderMarks.RefundCurrency);
        return string.Join(' ', marks);
    }

    private static long ExtraOf(IReadOnlyList<OrderPayment> payments) =>
        OrderRefunds.Sum(payments.Where(payment => payment.State == PaymentState.Extra).Select(payment => payment.Amount));
}
