using Growth.Storage;

namespace Growth.Cli.Backups;

/// <summary>What a backup holds.</summary>
/// <param name="Rows">By table, of this program's tables that the backup has.</param>
/// <param name="Applied">The migrations of its schema, by number.</param>
internal sealed record BackupContents(IReadOnlyDictionary<string, long> Rows, IReadOnlyList<AppliedMigration> Applied)
{
    private static readonly string[] Told = ["week", "piece", "reader", "event", "member", "shop_order", "webhook", "subscription", "message", "queue_message"];

    /// <summary>The tables that people ask about; as they are named in the schema.</summary>
    public override string ToString() => string.Join(", ", Told.Where(Rows.ContainsKey).Select(table => $"{table} {Rows[table]:N0}"));

    /// <exception cref="BackupRefusedException">Not a store of Growth, or of a newer one.</exception>
    public void Check(Session session, string path)
    {
        if (Applied.Count == 0) throw new BackupRefusedException(session.Say($"{path} 不是 Growth 的备份：没有它的表", $"{path} is no backup of Growth: it has none of its tables"));
        if (Migrator.Unknown(Applied) is { Count: > 0 } unknown)
        {
            throw new BackupRefusedException(
                session.Say($"{path} 来自更新版本的 Growth（有迁移 {unknown[^1]}）", $"{path} is of a newer Growth (it has migration {unknown[^1]})"),
                session.Say("用做备份的那个版本或更新的版本恢复。", "Restore it with the version that made it, or a newer one."));
        }
    }
}
