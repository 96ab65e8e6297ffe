namespace Growth.Orders;

/// <summary>The refunds among an order's facts.</summary>
internal static class OrderRefunds
{
    /// <param name="known">Earliest first.</param>
    public static IReadOnlyList<OrderRefund> Of(List<OrderFact> known) =>
        [.. known.Where(fact => fact.Kind == OrderFactKind.Refunded).GroupBy(fact => fact.Words.Id!, StringComparer.Ordinal).Select(Read).OrderBy(refund => refund.Id, StringComparer.Ordinal)];

    /// <summary>
    /// What went back to the buyer as their money. A shop and its payment platform may tell of the same money under numbers of their own: the
    /// larger of their sums counts, not both. Cashback is money of ours and takes nothing back.
    /// </summary>
    public static long Sum(IReadOnlyList<OrderRefund> refunds, string? currency)
    {
        var back = refunds.Where(refund => refund.Purpose != OrderRefund.Cashback && (refund.Currency is null || refund.Currency == currency)).ToList();
        return back.SelectMany(refund => refund.Tellers).Distinct(StringComparer.Ordinal)
            .Select(teller => Sum(back.Where(refund => refund.Tellers.Contains(teller)).Select(refund => refund.Amount)))
            .DefaultIfEmpty(0).Max();
    }

    /// <summary>At most what 64 bits hold: nobody pays that much, and a hostile amount must not wrap around.</summary>
    public static long Sum(IEnumerable<long> amounts) => (long)Int128.Min(amounts.Aggregate(Int128.Zero, (sum, amount) => sum + amount), long.MaxValue);

    private static OrderRefund Read(IGrouping<string, OrderFact> words)
    {
        var last = words.Last();
        return new OrderRefund(
            words.Key,
            last.Storefront,
            [.. words.Select(fact => fact.Storefront).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            last.Words.Amount!.Value,
            words.LastOrDefault(fact => fact.Words.Currency is not null)?.Words.Currency,
            words.LastOrDefault(fact => fact.Words.Line is not null)?.Words.Line,
            words.LastOrDefault(fact => fact.Words.Purpose is not null)?.Words.Purpose,
            last.At);
    }
}
