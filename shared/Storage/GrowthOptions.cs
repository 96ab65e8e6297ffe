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

    /// <summary>The SQLite file. Default: <c>growth.db</c> in <see cref="DataFolder"/>.</summary>
    public string? Database { get; init; }

    /// <summary>Signs visitor and member tokens: base64 of 32 bytes or more.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Addresses or networks (CIDR), separated by commas, whose X-Forwarded-For is believed. Empty: none.</summary>
    public string? TrustedProxies { get; init; }

    public string DataFolder => Data is { Length: > 0 } data ? data : Path.Combine(Workspace, ".growth");

    public string DatabasePath => Database is { Length: > 0 } path ? path : Path.Combine(DataFolder, "growth.db");
}
