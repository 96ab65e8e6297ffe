using System.Text.Json.Serialization;

namespace Growth.Benchmarks.Load;

/// <summary>What the load generator is asked to do: one line of JSON on its standard input.</summary>
internal sealed record LoadOrder
{
    public required int Port { get; init; }

    /// <summary>Each has a loopback address of its own: our server limits events by address.</summary>
    public required int Connections { get; init; }

    /// <summary>Second and third part of the connections' addresses, 0 to 65535, so that runs do not share addresses.</summary>
    public required int Network { get; init; }

    /// <summary>The first request to send; each is sent once.</summary>
    public required int From { get; init; }

    /// <summary>Ends the run early when all up to here were sent, unless <see cref="Again"/>.</summary>
    public required int To { get; init; }

    /// <summary>Starts over at <see cref="From"/>: only for servers that store nothing.</summary>
    public bool Again { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Requests a second, sent at their time whatever the server does; null: each connection sends when it was answered.</summary>
    public double? Rate { get; init; }
}

/// <summary>What came of it: one line of JSON on the generator's standard output.</summary>
internal sealed record LoadResult
{
    public long Answers { get; init; }

    public double Seconds { get; init; }

    /// <summary>Milliseconds from the time at which a request was due to the end of its answer; paced runs only.</summary>
    public double P50 { get; init; }

    public double P99 { get; init; }

    /// <summary>The first answer that was not the one expected, or what else went wrong: such a run counts for nothing.</summary>
    public string? Error { get; init; }

    [JsonIgnore]
    public double Rate => Answers / Seconds;
}
