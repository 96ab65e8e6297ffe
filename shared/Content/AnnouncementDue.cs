namespace Growth.Content;

/// <summary>A piece is to be announced to the part of its audience that comes after a reader.</summary>
public sealed record AnnouncementDue
{
    public const string Queue = "announcements";

    /// <summary>Its slug.</summary>
    public required string Piece { get; init; }

    /// <summary>The last reader whose message has been queued; 0 at the start.</summary>
    public long After { get; init; }
}
