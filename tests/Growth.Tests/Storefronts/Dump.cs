using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Growth.Members;

namespace Growth.Tests.Storefronts;

/// <summary>All that shops' events made, as text without generated numbers: a member goes by the first of the identities.</summary>
internal static class Dump
{
    private static readonly (string Name, string Sql)[] Parts =
    [
        ("member", "select m.id as member, m.created_at, m.time_zone, m.time_zone_at, m.time_zone_tie, m.language, m.language_at, m.language_tie from member m where merged_into is null"),
        ("identity", "select kind, scope, value, verified, first_at, member_id as member from member_identity"),
        ("contact", "select member_id as member, kind, hash, sealed, verified, said_at, tie from member_contact"),
        ("order", "select scope, number, state, member_id as member, created_at, paid_at, completed_at, closed_at, proof, total, currency, paid, refunded, referral_code, first_order, marks from shop_order"),
        ("fact", "select o.scope, o.number, f.digest, f.storefront, f.key, f.kind, f.proof, f.occurred_at, f.member_id as member, f.data from order_fact f join shop_order o on o.id = f.order_id"),
        ("line", "select o.scope, o.number, l.line, l.position, l.sku, l.quantity, l.net_paid from order_line l join shop_order o on o.id = l.order_id"),
        ("refund", "select o.scope, o.number, r.refund_id, r.storefront, r.amount, r.currency, r.line, r.purpose, r.refunded_at from order_refund r join shop_order o on o.id = r.order_id"),
        ("payment", "select o.scope, o.number, p.transaction_id, p.storefront, p.amount, p.currency, p.received_at, p.member_id as member, p.state from payment p join shop_order o on o.id = p.order_id"),
        ("told", "select storefront, key, type, occurred_at, received_at, member_id as member, data, refused from shop_fact"),
        ("alert", "select key, text from alert"),
        ("piece", "select p.slug, c.views, c.shares, c.readers, c.completers, c.sharers from piece_counter c join piece p on p.id = c.piece_id"),
    ];

    public static async Task<string> OfAsync(DbConnection connection, PersonalData data)
    {
        var names = (await connection.QueryAsync<(string Name, long Member)>("select kind || ' ' || scope || ' ' || value, member_id from member_identity"))
            .GroupBy(one => one.Member).ToDictionary(one => one.Key, one => one.Select(identity => identity.Name).Order(StringComparer.Ordinal).First());
        var text = new StringBuilder();
        foreach (var (name, sql) in Parts)
        {
            var rows = (await connection.QueryAsync(sql)).Cast<IDictionary<string, object?>>()
                .Select(row => string.Join(" | ", row.Select(column => $"{column.Key}={Text(row, column.Key, column.Value)}")));
            foreach (var row in rows.Order(StringComparer.Ordinal)) text.Append(name).Append(": ").AppendLine(row);
        }

        return text.ToString();

        string Text(IDictionary<string, object?> row, string column, object? value) => (column, value) switch
        {
            (_, null) => "-",
            ("member", long id) => names.GetValueOrDefault(id, "nobody"),
            ("sealed", string base64) => Encoding.UTF8.GetString(data.Open(Convert.FromBase64String(base64), ContactKinds.PurposeOf((string)row["kind"]!))),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
