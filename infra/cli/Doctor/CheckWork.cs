using Dapper;
using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>What waits for a person: open alerts, and messages that were set aside after their last attempt.</summary>
internal static class CheckWork
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var (alerts, poison) = await database.ReadAsync(async connection => (
            (await connection.QueryAsync<Alert>("select key, text, raised_at as RaisedAt from alert order by raised_at, key")).AsList(),
            (await connection.QueryAsync<Waiting>("select queue, count(*) as Count from queue_message where queue like '%-poison' group by queue order by queue")).AsList()), cancellationToken);
        var findings = alerts.Select(alert => new Finding("alert", Level.Warn, $"{alert.Key}: {alert.Text}"))
            .Concat(poison.Select(queue => new Finding("queue", Level.Fail, session.Say($"{queue.Queue} 里有 {queue.Count} 条处理不了的消息", $"{queue.Count} messages in {queue.Queue} could not be handled"),
                session.Say($"看日志里它们失败的原因；修好之后运行 growth queue replay {queue.Queue[..^7]}。", $"See in the log why they failed; once that is mended: growth queue replay {queue.Queue[..^7]}."))))
            .ToList();
        return findings.Count > 0 ? findings : [new("alert", Level.Ok, session.Say("没有警报，没有处理不了的消息", "no alert, no message set aside"))];
    }

    private sealed record Waiting
    {
        public string Queue { get; init; } = "";

        public int Count { get; init; }
    }
}
