using System.Globalization;

namespace Growth.Benchmarks;

/// <summary>What a figure should come to: a ratio to its yardstick of at least so much, or at most, or at least, so many of its unit.</summary>
internal sealed record Goal(string Bench, string? Yardstick, double? AtLeast, double? Under, double? OrMore = null)
{
    private static readonly IReadOnlyList<Goal> All =
    [
        new("ingest: 1 event a POST, 32 connections", Ingest.Contender.Plain, 0.75, null),
        new("ingest: 1 event a POST, 32 connections", Ingest.Contender.Equal, 1.2, null),
        new("ingest: 1 event a POST, 256 connections", Ingest.Contender.Plain, 1.0, null),
        new("ingest: 1 event a POST, 256 connections", Ingest.Contender.Equal, 1.3, null),
        new("ingest: 100 events a POST, 32 connections", Ingest.Contender.Plain, 0.5, null),
        new("ingest: 100 events a POST, 32 connections", Ingest.Contender.Equal, 1.5, null),
        new(", p99 at half load", null, null, 50),
        new(", most memory", null, null, 400),
        new("queue: drain, one POST a message, 50 at once", Queues.QueueChild.Graphile, 1.2, null),
        new("queue: enqueue one by one, 1 client", Queues.QueueChild.Bare, 0.7, null),
        new("queue: enqueue one by one, 32 clients", Queues.QueueChild.Bare, 0.7, null),
        new("queue: enqueue, 1,000 a transaction", Queues.QueueChild.Graphile, 1.5, null),
        new("queue: idle, from enqueue to start, p50", null, null, 2),
        new("webhooks: standard-webhooks, 32 connections", null, null, null, 10_000),
        new("webhooks: shopify, 32 connections", null, null, null, 10_000),
        new("webhooks: wechat-pay, 32 connections", null, null, null, 3_000),
        new(", p99 at 5,000/s", null, null, 100),
        new(", p99 at 1,500/s", null, null, 100),
        new("rollup: rates of a week", null, null, 1),
        new("rollup: ingest into", Rollups.MeasureSlowdown.New, 0.9, null),
    ];

    /// <returns>The goal and whether it is met; empty: none was set.</returns>
    public static string Of(Figure figure)
    {
        var goal = All.FirstOrDefault(goal => (goal.Yardstick is null || goal.Yardstick == figure.Yardstick)
            && (figure.Bench == goal.Bench || (goal.Bench.StartsWith(',') && figure.Bench.EndsWith(goal.Bench, StringComparison.Ordinal))
                || (goal.Bench.StartsWith("rollup", StringComparison.Ordinal) && figure.Bench.StartsWith(goal.Bench, StringComparison.Ordinal))));
        return goal switch
        {
            { AtLeast: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:0.0#} x or more: {(figure.Ratio >= least ? "met" : "missed")}"),
            { Under: { } most } => string.Create(CultureInfo.InvariantCulture, $"under {most:0}: {(figure.Median < most ? "met" : "missed")}"),
            { OrMore: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least:#,0} or more: {(figure.Median >= least ? "met" : "missed")}"),
            _ => "",
        };
    }
}
