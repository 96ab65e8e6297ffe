using System.Text.RegularExpressions;
using Npgsql;

namespace Growth.Storage;

/// <summary>Reads <c>Growth:Database</c>: a SQLite file's path, or a connection string of PostgreSQL. Nothing here repeats what may be a password.</summary>
public static partial class DatabaseSetting
{
    public const string Form = "Growth:Database is a SQLite file's path or a PostgreSQL connection string (Host=...;Database=...;Username=...;Password=...)";

    private const string NotUnderstood = Form + "; this one has a part that is not understood.";

    /// <summary>Key=value pairs are never taken for a path: a file named like that would show a password in every message.</summary>
    public static bool IsPostgres(string setting) => Pair().IsMatch(setting) || Uri().IsMatch(setting);

    /// <returns>What is wrong with the setting; null: it can be used.</returns>
    public static string? Problem(string setting)
    {
        if (!IsPostgres(setting)) return null;
        if (Uri().IsMatch(setting)) return $"{Form}; a URI is not understood.";
        if (TryParse(setting) is not { } postgres) return NotUnderstood;
        return postgres.Host is { Length: > 0 } ? null : $"{Form}; it names no host.";
    }

    /// <summary>For messages: the path, or server, port and database.</summary>
    public static string NameOf(string setting)
    {
        if (!IsPostgres(setting)) return setting;
        if (Problem(setting) is not null) return "PostgreSQL";
        var postgres = ParsePostgres(setting);
        return $"PostgreSQL {postgres.Host}:{postgres.Port}/{postgres.Database ?? postgres.Username}";
    }

    /// <exception cref="ArgumentException">Not a connection string; the message does not repeat it.</exception>
    internal static NpgsqlConnectionStringBuilder ParsePostgres(string setting) => TryParse(setting) ?? throw new ArgumentException(NotUnderstood, nameof(setting));

    // What is thrown in there repeats parts of the setting, so it goes no further.
    private static NpgsqlConnectionStringBuilder? TryParse(string setting)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(setting);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(^|;)\s*(host|server|port|username|user id|user|password|pwd|database|data source|filename)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();

    [GeneratedRegex(@"^\s*postgres(ql)?:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uri();
}
