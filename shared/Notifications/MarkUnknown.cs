using Growth.Storage;

namespace Growth.Notifications;

/// <summary>
/// After a restore: every message that was due and not known to have ended may have been sent since the backup. It is not sent again;
/// a person finds out, and may resend it under a new key.
/// </summary>
public static class MarkUnknown
{
    internal const string Forgotten = "due before the store was restored from a backup: it may have been sent";

    /// <summary>To be executed after <see cref="Restores.Script"/>, in its transaction. Both engines.</summary>
    public static string Script =>
        $"update message set state = 'unknown', detail = '{Forgotten}' where state in ('queued', 'sending') and due_at <= {Restores.Last}";
}
