using System.Text;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>Which kept requests are meant; what is null narrows nothing.</summary>
public sealed record WebhookFilter
{
    public long? Id { get; init; }

    public string? Storefront { get; init; }

    public string? Type { get; init; }

    /// <summary>Each one of <see cref="WebhookState"/>; empty: any.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Received then or later.</summary>
    public Instant? Since { get; init; }

    /// <summary>A condition over the table's own columns, with this record's properties as parameters. States stand as text, so that their index is used.</summary>
    internal string Sql()
    {
        var sql = new StringBuilder("true");
        if (Id is not null) sql.Append(" and id = @Id");
        if (Storefront is not null) sql.Append(" and storefront = @Storefront");
        if (Type is not null) sql.Append(" and type = @Type");
        if (Since is not null) sql.Append(" and received_at >= @Since");
        if (States.Count > 0) sql.Append(" and state in (").AppendJoin(", ", States.Intersect(WebhookState.All, StringComparer.Ordinal).Select(state => $"'{state}'")).Append(')');
        return sql.ToString();
    }
}
