namespace Growth.Orders;

/// <summary>The payments among an order's facts, each compared with what the order costs.</summary>
internal static class OrderPayments
{
    /// <param name="known">Earliest first.</param>
    /// <param name="total">Null: not known.</param>
    /// <param name="currency">The order's.</param>
    public static IReadOnlyList<OrderPayment> Of(List<OrderFact> known, long? total, string? currency)
    {
        var payments = known.Where(fact => fact.Kind == OrderFactKind.Payment).GroupBy(fact => fact.Words.Id!, StringComparer.Ordinal).Select(Read)
            .OrderBy(payment => payment.At).ThenBy(payment => payment.Id, StringComparer.Ordinal).ToList();
        if (total is null) return payments;
        var own = payments.Where(payment => payment.Currency == currency).ToList();
        var full = own.Find(payment => payment.Amount == total);
        var instalments = full is null && own.Count > 1 && OrderRefunds.Sum(own.Select(payment => payment.Amount)) == total;
        return payments.ConvertAll(payment => payment with { State = StateOf(payment) });

        PaymentState StateOf(OrderPayment payment)
        {
            if (payment.Currency != currency) return PaymentState.Mismatch;
            if (instalments || payment == full) return PaymentState.Matched;
            return payment.Amount == total ? PaymentState.Extra : PaymentState.Mismatch;
        }
    }

    // The latest word on a transaction counts; one that names the payer is not undone by one that does not.
    private static OrderPayment Read(IGrouping<string, OrderFact> words)
    {
        var last = words.Last();
        var payer = words.LastOrDefault(fact => fact.MemberId is not null)?.MemberId;
        return new OrderPayment(words.Key, last.Storefront, last.Words.Amount!.Value, last.Words.Currency!, payer, last.At, PaymentState.Waiting);
    }
}
