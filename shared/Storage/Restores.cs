using System.Data.Common;
using System.Globalization;
using Dapper;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storage;

/// <summary>
/// A restored store has forgotten what was done since its backup. From the moment of the restore the workspace is paused, until a person
/// resumes it; and what was due before that moment may have been done already, also when the store thinks it is still to do.
/// </summary>
public static class Restores
{
    /// <summary>In SQL: the moment before which nothing is known to be undone; NULL: never restored.</summary>
    public const string Last = "(select max(restored_at) from restore)";

    /// <returns>Null: the workspace is not paused.</returns>
    public static Task<Pause?> PausedAsync(DbConnection connection, DbTransaction? transaction = null) => connection.QueryFirstOrDefaultAsync<Pause>(
        "select restored_at as Since, backup_at as BackupAt from restore where resumed_at is null order by restored_at desc limit 1", transaction: transaction);

    /// <summary>To be executed on a restored store before anybody else sees it. Both engines.</summary>
    public static IReadOnlyList<string> Script(Instant now) =>
    [
        // Of a clock that ran behind, or of a store that was stepped, the later time counts: nothing before it is known.
        string.Create(CultureInfo.InvariantCulture,
            $"insert into restore (restored_at, backup_at) select case when max(highest) > {now.ToMicros()} then max(highest) else {now.ToMicros()} end, max(highest) from clock"),
        "delete from instance",
    ];

    public static Task<int> ResumeAsync(Transaction transaction, Instant now) =>
        transaction.ExecuteAsync("update restore set resumed_at = @now where resumed_at is null", new { now });
}

/// <summary>The workspace is paused.</summary>
public sealed record Pause
{
    public Instant Since { get; init; }

    /// <summary>The highest business time that the backup had seen; null: it had seen none.</summary>
    public Instant? BackupAt { get; init; }

    public override string ToString() =>
        $"Paused since {Text(Since)}, because a backup {(BackupAt is { } at ? $"of {Text(at)} " : "")}was restored: no week, timer or message moves. Run growth resume.";

    private static string Text(Instant instant) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'").Format(instant);
}
