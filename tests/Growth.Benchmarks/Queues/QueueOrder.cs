using System.Text.Json;
using System.Text.Json.Serialization;

namespace Growth.Benchmarks.Queues;

/// <summary>What a queue under test is asked to do: one line of JSON, answered by one line. The peers understand the same.</summary>
internal sealed record QueueOrder
{
    public static JsonSerializerOptions Wire { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>
    /// fill: queue <see cref="Count"/> jobs. work: handle them by one POST each to <see cref="Port"/>, until rest. left: how many there are.
    /// add: one by one by <see cref="Clients"/> at once for <see cref="Seconds"/>; addMany: by <see cref="Size"/>. wait: how long until each of
    /// <see cref="Count"/> jobs starts on an idle queue. clear: take away what is left.
    /// </summary>
    public required string Do { get; init; }

    public int Count { get; init; }

    public int Port { get; init; }

    public int Clients { get; init; }

    public int Size { get; init; }

    public double Seconds { get; init; }
}

internal sealed record QueueAnswer
{
    public int Count { get; init; }

    public double Seconds { get; init; }

    /// <summary>Milliseconds.</summary>
    public IReadOnlyList<double>? Waits { get; init; }

    public string? Error { get; init; }

    [JsonIgnore]
    public double Rate => Count / Seconds;

    public double WaitAt(double share) => Waits!.Order().ElementAt((int)(Waits!.Count * share));
}
