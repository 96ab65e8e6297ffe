namespace Growth.Embedded;

/// <summary>What starts a function.</summary>
public enum FunctionTrigger
{
    Timer,
    Queue,
    Http,
}

/// <summary>A function as the host found it.</summary>
public sealed record FunctionInfo
{
    public required string Name { get; init; }

    public required FunctionTrigger Trigger { get; init; }

    /// <summary>Timer: six-field NCRONTAB, UTC, settings resolved.</summary>
    public string? Schedule { get; init; }

    /// <summary>Queue: its name.</summary>
    public string? Queue { get; init; }

    /// <summary>HTTP: the route, without a leading slash.</summary>
    public string? Route { get; init; }

    /// <summary>HTTP: upper case; empty = any.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>In words: <c>GET /api/x</c>, <c>timer 0 */5 * * * *</c>, <c>queue notifications</c>.</summary>
    public string Occasion => Trigger switch
    {
        FunctionTrigger.Timer => $"timer {Schedule}",
        FunctionTrigger.Queue => $"queue {Queue}",
        _ => $"{(Methods is [] ? "any method" : string.Join('|', Methods))} /{Route}",
    };
}
