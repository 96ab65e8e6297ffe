namespace Growth.Benchmarks.Ingest;

/// <summary>How events are sent.</summary>
internal sealed record IngestScenario(int EventsPerPost, int Connections)
{
    public static IReadOnlyList<IngestScenario> All { get; } = [new(1, 32), new(1, 256), new(100, 32)];

    public string Name => $"ingest: {EventsPerPost} event{(EventsPerPost == 1 ? "" : "s")} a POST, {Connections} connections";

    /// <summary>Requests a second that no server here will exceed: so many are made beforehand. One that does ends its run early, no worse.</summary>
    public int MostPerSecond => EventsPerPost == 1 ? 80_000 : 4_000;
}
