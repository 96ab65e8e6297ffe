using System.Security.Cryptography;

namespace Growth.Cli.Demo;

/// <summary>What a demo is: with the same settings it ends with the same numbers. Kept in the workspace, so that it can be gone on with.</summary>
internal sealed record DemoSettings
{
    /// <summary>1 to 20000.</summary>
    public required int Members { get; init; }

    public required int Seed { get; init; }

    /// <summary>1 to 8.</summary>
    public required int Weeks { get; init; }

    /// <summary>SHA-256 of the recorded events that are replayed; null: actors.</summary>
    public string? Events { get; init; }
}

/// <summary>The file <c>demo.json</c> of a demo's workspace.</summary>
internal sealed record DemoMarker
{
    public required DemoSettings Settings { get; init; }

    public bool Finished { get; init; }

    /// <summary>What the demo's shop signs with: a new one for each demo, and the same in all its runs.</summary>
    public string ShopSecret { get; init; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
