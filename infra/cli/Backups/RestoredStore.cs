using System.Globalization;
using Growth.Notifications;
using Growth.Storage;
using NodaTime;

namespace Growth.Cli.Backups;

/// <summary>What is done to a restored store in the transaction that restores it, so that nobody ever sees it unpaused.</summary>
internal static class RestoredStore
{
    public static IReadOnlyList<string> Script(Instant now) =>
    [
        .. Restores.Script(now),
        MarkUnknown.Script,
        // Whoever held a timer when the backup was taken is gone.
        "update timer set owner = null, lease_until = 0",
    ];

    /// <summary>For the names of files that are kept: sorts, and is allowed everywhere.</summary>
    public static string Stamp(Instant now) => now.ToString("uuuuMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A restore that was done.</summary>
/// <param name="Kept">Where the store that was replaced lies now; null: there was none, or it is not kept.</param>
internal sealed record RestoreResult(BackupContents Contents, string? Kept);
