using Growth.Storage;

namespace Growth.Orders;

/// <summary>The order that one event is about, as its transaction sees it: read, made, told one more fact, and written as that makes it.</summary>
/// <param name="scope">The storefront whose number it is.</param>
/// <param name="currency">The workspace's.</param>
internal sealed class OrderTable(string scope, string number, OrderFact fact, string? currency)
{
    private const string Own = "{rows} join shop_order o on o.scope = r.scope and o.number = r.number";

    private const string Find =
        $"""
        select o.id, o.state, o.member_id, o.created_at, o.paid_at, o.completed_at, o.closed_at, o.proof, o.total, o.currency, o.paid, o.refunded,
            o.referral_code, o.first_order, o.marks
        from {Own}
        """;

    private const string FindFacts =
        $"select f.digest, f.storefront, f.key, f.kind, f.proof, f.occurred_at, f.member_id, f.data from {Own} join order_fact f on f.order_id = o.id";

    // Of two that meet here the later is run again by the engine, and then finds what the first one made.
    private const string Make =
        """
        insert into shop_order (scope, number) select r.scope, r.number from {rows} where true
        on conflict (scope, number) do nothing
        returning id
        """;

    private static readonly Column[] Columns = [Column.Text("scope"), Column.Text("number")];

    private readonly List<OrderFact> _facts = [];
    private long? _id;
    private OrderTerms? _stored;

    /// <summary>After <see cref="Save"/>.</summary>
    public OrderState? State { get; private set; }

    /// <summary>After <see cref="Save"/>: what a person should look at is not what it was.</summary>
    public bool MarksMoved => State is not null && State.Terms.Marks != (_stored?.Marks ?? "");

    public void Ask(Batch batch)
    {
        var rows = RowsOf();
        batch.Query(Find, rows, row => (_id, _stored) = (row.GetInt64(0), OrderRows.ReadTerms(row)));
        batch.Query(FindFacts, rows, row => _facts.Add(OrderRows.ReadFact(row)));
    }

    public void MakeWhatIsMissing(Batch batch)
    {
        if (_id is null) batch.Query(Make, RowsOf(), row => _id = row.GetInt64(0));
    }

    /// <summary>Leaves the writing to the batch's next run. Told again what it knows, it writes nothing.</summary>
    /// <param name="member">Whom the fact names.</param>
    /// <param name="current">A member as of now, of one that was read before a merge.</param>
    public void Save(Batch batch, long? member, Func<long?, long?> current)
    {
        var before = _facts.ConvertAll(known => known with { MemberId = current(known.MemberId) });
        var isNew = !before.Exists(known => known.Digest == fact.Digest);
        var told = fact with { MemberId = member };
        State = DecideOrder.Run([told, .. before], currency);
        if (isNew) OrderRows.SaveFact(batch, _id!.Value, told);
        // A program that decides otherwise than the one that wrote the row mends it when anything is told again.
        if (!isNew && _stored == State.Terms) return;
        var stale = DecideOrder.Run(before, currency).Lines.Select(line => line.Id).Except(State.Lines.Select(line => line.Id), StringComparer.Ordinal);
        OrderRows.Save(batch, _id!.Value, State, stale);
    }

    private Rows RowsOf()
    {
        var rows = new Rows(Columns);
        rows.Add(scope, number);
        return rows;
    }
}
