using Dapper;
using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>What storefronts sent that does not fit, or waits.</summary>
internal static class CheckWebhooks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(async connection => (await connection.QueryAsync<Row>(
            "select storefront, state, count(*) as Count from webhook where state in ('waiting', 'set-aside') group by storefront, state order by storefront, state")).AsList(), cancellationToken);
        if (rows.Count == 0) return [new("webhooks", Level.Ok, session.Say("没有放在一边或在等的请求", "no request of a storefront is set aside or waits"))];
        return [.. rows.Select(row => row.State == "waiting"
            ? new Finding("webhooks", Level.Ok, session.Say($"{row.Storefront} 有 {row.Count} 个请求在等，会自己再试", $"{row.Count} requests of {row.Storefront} wait and are tried again by themselves"))
            : new Finding("webhooks", Level.Warn, session.Say($"{row.Storefront} 有 {row.Count} 个请求看不懂，放在一边", $"{row.Count} requests of {row.Storefront} were verified but do not fit and are set aside"),
                session.Say($"growth webhooks list --storefront {row.Storefront} --state set-aside 看原因；修好后 growth webhooks replay --storefront {row.Storefront}。",
                    $"growth webhooks list --storefront {row.Storefront} --state set-aside says why; once that is mended: growth webhooks replay --storefront {row.Storefront}.")))];
    }

    private sealed record Row
    {
        public string Storefront { get; init; } = "";

        public string State { get; init; } = "";

        public long Count { get; init; }
    }
}
