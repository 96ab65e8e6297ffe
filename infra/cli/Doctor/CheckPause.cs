using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>Was a backup restored that nobody has resumed from?</summary>
internal static class CheckPause
{
    public static async Task<Finding> RunAsync(Session session, Database database, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is { } pause
            ? new("paused", Level.Fail, session.Say($"恢复备份以后暂停着。{pause}", $"{pause}"), session.Say("growth resume --dry-run 看有什么不明，growth resume 继续。", "growth resume --dry-run shows what is unknown, growth resume goes on."))
            : new("paused", Level.Ok, session.Say("没有暂停", "not paused"));
}
