using System.ComponentModel.DataAnnotations;

namespace Growth.Storage;

/// <summary>Settings of the process, from the environment (<c>Growth__Workspace</c>, ...) and never from YAML.</summary>
public sealed record GrowthOptions
{
    public const string Section = "Growth";

    /// <summary>The workspace folder: <c>growth.yaml</c>, <c>weeks/</c>, <c>content/</c>, <c>messages/</c>.</summary>
    [Required]
    public string Workspace { get; init; } = "campaigns";

    /// <summary>Where this machine keeps its own files (database, outbox, reviews). Default: <c>.growth</c> in the workspace.</summary>
    public string? Data { get; init; }

    /// <summary>The store: a SQLite file, or a connection string of PostgreSQL 15 or later (<c>Host=...</c>). Default: <c>growth.db</c> in <see cref="DataFolder"/>.</summary>
    public string? Database { get; init; }

    /// <summary>Where a pooler stands between: the same PostgreSQL database past it, for wake-ups and changes of schema.</summary>
    public string? DatabaseDirect { get; init; }

    /// <summary>How long handled messages can still be looked at (<c>d.hh:mm:ss</c>), 0 to 30 days; 0: they are deleted at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true, ErrorMessage = "Growth:QueueHistory must be 00:00:00 (none) to 30.00:00:00 (30 days).")]
    public TimeSpan QueueHistory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Signs visitor and member tokens: base64 of 32 bytes or more.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Seals personal data at rest: base64 of 32 bytes; several, separated by commas, while they rotate.</summary>
    public string? DataKey { get; init; }

    /// <summary>Addresses or networks (CIDR), separated by commas, whose X-Forwarded-For is believed. Empty: none.</summary>
    public string? TrustedProxies { get; init; }

    public string DataFolder => Data is { Length: > 0 } data ? data : Path.Combine(Workspace, ".growth");

    /// <summary>The setting or its default. It may hold a password: messages show <see cref="DatabaseName"/>.</summary>
    public string DatabaseOrDefault => Database is { Length: > 0 } setting ? setting : Path.Combine(DataFolder, "growth.db");

    public string DatabaseName => DatabaseSetting.NameOf(DatabaseOrDefault);
}
