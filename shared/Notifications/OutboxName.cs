using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Growth.Notifications;

/// <summary>Where the file channel puts a message: a pure function of the message, so that every attempt means the same file.</summary>
public static class OutboxName
{
    private const int MaxRecipient = 48;

    /// <returns>Relative to the outbox, without extension: <c>email/2026-11-23/080000-team-ops@example.com-1f3a9c02</c>.</returns>
    public static string For(string channel, LocalDateTime due, Recipient recipient, string key) => Path.Combine(
        Safe(channel),
        due.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
        $"{due.ToString("HHmmss", CultureInfo.InvariantCulture)}-{Safe(recipient.ToString())}-{Fingerprint(key)}");

    /// <summary>Letters, digits and <c>@ . _ + -</c>; whatever else becomes a dash. No dots at the ends, no names that Windows keeps to itself.</summary>
    internal static string Safe(string text)
    {
        var name = new StringBuilder(Math.Min(text.Length, MaxRecipient));
        foreach (var rune in text.EnumerateRunes())
        {
            if (name.Length >= MaxRecipient) break;
            var safe = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "@._+-".Contains((char)rune.Value, StringComparison.Ordinal));
            name.Append(safe ? (char)rune.Value : '-');
        }

        var trimmed = name.ToString().Trim('.');
        if (trimmed.Length == 0) return "-";
        return IsReserved(trimmed.Split('.')[0]) ? "-" + trimmed : trimmed;
    }

    private static bool IsReserved(string stem) =>
        stem.ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL" or "CLOCK$"
        || (stem.Length == 4 && char.IsAsciiDigit(stem[3])
            && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Tells messages of one second and one recipient apart, and stands for the key in logs: keys may hold addresses.</summary>
    internal static string Fingerprint(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 4));
}
