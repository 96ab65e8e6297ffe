using Growth.Storage;
using Growth.Storefronts;
using NodaTime;

namespace Growth.Orders;

/// <summary>Orders and their facts as rows.</summary>
internal static class OrderRows
{
    private const string AddFact =
        """
        insert into order_fact (order_id, digest, storefront, key, kind, proof, occurred_at, member_id, data)
        select r.order_id, r.digest, r.storefront, r.key, r.kind, r.proof, r.occurred_at, r.member_id, r.data from {rows} where true
        on conflict (order_id, digest) do nothing
        """;

    private const string Change =
        """
        update shop_order set state = r.state, member_id = r.member_id, created_at = r.created_at, paid_at = r.paid_at, completed_at = r.completed_at,
            closed_at = r.closed_at, proof = r.proof, total = r.total, currency = r.currency, paid = r.paid, refunded = r.refunded,
            referral_code = r.referral_code, first_order = r.first_order, marks = r.marks
        from {rows} where shop_order.id = r.id
        """;

    private const string DropLine = "delete from order_line where exists (select 1 from {rows} where order_line.order_id = r.order_id and order_line.line = r.line)";

    private const string SaveLine =
        """
        insert into order_line (order_id, line, position, sku, quantity, net_paid)
        select r.order_id, r.line, r.position, r.sku, r.quantity, r.net_paid from {rows} where true
        on conflict (order_id, line) do update set position = excluded.position, sku = excluded.sku, quantity = excluded.quantity, net_paid = excluded.net_paid
        """;

    private const string SaveRefund =
        """
        insert into order_refund (order_id, refund_id, storefront, amount, currency, line, purpose, refunded_at)
        select r.order_id, r.refund_id, r.storefront, r.amount, r.currency, r.line, r.purpose, r.refunded_at from {rows} where true
        on conflict (order_id, refund_id) do update set storefront = excluded.storefront, amount = excluded.amount, currency = excluded.currency,
            line = excluded.line, purpose = excluded.purpose, refunded_at = excluded.refunded_at
        """;

    private const string SavePayment =
        """
        insert into payment (order_id, transaction_id, storefront, amount, currency, received_at, member_id, state)
        select r.order_id, r.transaction_id, r.storefront, r.amount, r.currency, r.received_at, r.member_id, r.state from {rows} where true
        on conflict (order_id, transaction_id) do update set storefront = excluded.storefront, amount = excluded.amount, currency = excluded.currency,
            received_at = excluded.received_at, member_id = excluded.member_id, state = excluded.state
        """;

    private static readonly Column[] FactColumns =
    [
        Column.Number("order_id"), Column.Number("digest"), Column.Text("storefront"), Column.Text("key"), Column.Text("kind"), Column.Number("proof"),
        Column.Number("occurred_at"), Column.Number("member_id"), Column.Text("data"),
    ];

    private static readonly Column[] OrderColumns =
    [
        Column.Number("id"), Column.Text("state"), Column.Number("member_id"), Column.Number("created_at"), Column.Number("paid_at"), Column.Number("completed_at"),
        Column.Number("closed_at"), Column.Text("proof"), Column.Number("total"), Column.Text("currency"), Column.Number("paid"), Column.Number("refunded"),
        Column.Text("referral_code"), Column.Number("first_order"), Column.Text("marks"),
    ];

    private static readonly Column[] DropColumns = [Column.Number("order_id"), Column.Text("line")];

    private static readonly Column[] LineColumns =
    [
        Column.Number("order_id"), Column.Text("line"), Column.Number("position"), Column.Text("sku"), Column.Number("quantity"), Column.Number("net_paid"),
    ];

    private static readonly Column[] RefundColumns =
    [
        Column.Number("order_id"), Column.Text("refund_id"), Column.Text("storefront"), Column.Number("amount"), Column.Text("currency"), Column.Text("line"),
        Column.Text("purpose"), Column.Number("refunded_at"),
    ];

    private static readonly Column[] PaymentColumns =
    [
        Column.Number("order_id"), Column.Text("transaction_id"), Column.Text("storefront"), Column.Number("amount"), Column.Text("currency"),
        Column.Number("received_at"), Column.Number("member_id"), Column.Text("state"),
    ];

    public static void SaveFact(Batch batch, long order, OrderFact fact)
    {
        var rows = new Rows(FactColumns);
        rows.Add(order, fact.Digest, fact.Storefront, fact.Key, NameOf(fact.Kind), (int)fact.Proof, fact.At, fact.MemberId, Json.Write(fact.Words));
        batch.Execute(AddFact, rows);
    }

    /// <param name="stale">Lines that it has no more.</param>
    public static void Save(Batch batch, long order, OrderState state, IEnumerable<string> stale)
    {
        var (terms, dropped, lines) = (state.Terms, new Rows(DropColumns), new Rows(LineColumns));
        var (row, refunds, payments) = (new Rows(OrderColumns), new Rows(RefundColumns), new Rows(PaymentColumns));
        row.Add(
            order, NameOf(terms.Status), terms.MemberId, terms.CreatedAt, terms.PaidAt, terms.CompletedAt, terms.ClosedAt, NameOf(terms.Proof), terms.Total,
            terms.Currency, terms.Paid, terms.Refunded, terms.ReferralCode, terms.FirstOrder is { } first ? (first ? 1 : 0) : default(int?), terms.Marks);
        foreach (var line in stale) dropped.Add(order, line);
        for (var i = 0; i < state.Lines.Count; i++) lines.Add(order, state.Lines[i].Id, i, state.Lines[i].Sku, state.Lines[i].Quantity, state.Lines[i].NetPaid);
        foreach (var refund in state.Refunds) refunds.Add(order, refund.Id, refund.Storefront, refund.Amount, refund.Currency, refund.Line, refund.Purpose, refund.At);
        foreach (var paid in state.Payments) payments.Add(order, paid.Id, paid.Storefront, paid.Amount, paid.Currency, paid.At, paid.MemberId, NameOf(paid.State));
        batch.Execute(Change, row);
        batch.Execute(DropLine, dropped);
        batch.Execute(SaveLine, lines);
        batch.Execute(SaveRefund, refunds);
        batch.Execute(SavePayment, payments);
    }

    /// <summary>A row of shop_order, its id first.</summary>
    public static OrderTerms ReadTerms(IRow row) => new()
    {
        Status = Enum.Parse<OrderStatus>(row.GetString(1), ignoreCase: true),
        MemberId = Number(row, 2),
        CreatedAt = Time(row, 3),
        PaidAt = Time(row, 4),
        CompletedAt = Time(row, 5),
        ClosedAt = Time(row, 6),
        Proof = Enum.Parse<OrderProof>(row.GetString(7), ignoreCase: true),
        Total = Number(row, 8),
        Currency = Text(row, 9),
        Paid = Number(row, 10),
        Refunded = row.GetInt64(11),
        ReferralCode = Text(row, 12),
        FirstOrder = Number(row, 13) is { } first ? first == 1 : null,
        Marks = row.GetString(14),
    };

    public static OrderFact ReadFact(IRow row) => new()
    {
        Digest = row.GetInt64(0),
        Storefront = row.GetString(1),
        Key = row.GetString(2),
        Kind = Enum.Parse<OrderFactKind>(row.GetString(3), ignoreCase: true),
        Proof = (PaymentProof)row.GetInt64(4),
        At = SqlTypes.FromMicros(row.GetInt64(5)),
        MemberId = Number(row, 6),
        Words = Json.Read<OrderWords>(row.GetString(7)),
    };

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static long? Number(IRow row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string? Text(IRow row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Instant? Time(IRow row, int column) => row.IsDBNull(column) ? null : SqlTypes.FromMicros(row.GetInt64(column));
}
