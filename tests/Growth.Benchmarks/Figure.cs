using System.Globalization;
using System.Text.Json;
using Growth.Storage;

namespace Growth.Benchmarks;

/// <summary>One measured thing; with a yardstick, measured in the same run, when it is a comparison.</summary>
internal sealed record Figure
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    public required string Bench { get; init; }

    /// <summary><c>sqlite</c>, <c>postgres</c>, or null where no store is asked.</summary>
    public string? Engine { get; init; }

    public required string Unit { get; init; }

    public required double Median { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    public required int Runs { get; init; }

    public string? Yardstick { get; init; }

    public double? YardstickMedian { get; init; }

    public double? Ratio { get; init; }

    public static Figure Of(string bench, string unit, IReadOnlyList<double> samples, Engine? engine = null) => new()
    {
        Bench = bench,
        Engine = engine?.ToString().ToLowerInvariant(),
        Unit = unit,
        Median = MedianOf(samples),
        Min = samples.Min(),
        Max = samples.Max(),
        Runs = samples.Count,
    };

    /// <param name="samples">Of this figure, in the order they were measured.</param>
    /// <param name="others">Of the yardstick, each measured right beside its pair: what else the machine does at that moment hits both.</param>
    public Figure Against(string yardstick, IReadOnlyList<double> samples, IReadOnlyList<double> others) => this with
    {
        Yardstick = yardstick,
        YardstickMedian = MedianOf(others),
        Ratio = MedianOf([.. samples.Zip(others, (sample, other) => sample / other)]),
    };

    public string ToJson() => JsonSerializer.Serialize(this, Wire);

    public string ToRow() => $"{Bench + (Engine is null ? "" : ", " + Engine),-66} {Round(Median),10} {Unit,-10} {Round(Min),10} {Round(Max),10} {Runs,5}"
        + (Yardstick is null ? "" : $"   {Times(Ratio!.Value)} x {Yardstick} ({Round(YardstickMedian!.Value)})");

    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture,
        $"| {Bench} | {Engine} | {Round(Median)} {Unit} | {Round(Min)} to {Round(Max)} | {Runs} | {Yardstick} | {(YardstickMedian is { } other ? Round(other) : "")} | {(Ratio is { } ratio ? $"{Times(ratio)} x" : "")} | {Goal.Of(this)} |");

    public static string MarkdownHeader =>
        "| | store | median | min to max | runs | beside | its median | ratio | goal |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static string Header => $"{"",-66} {"median",10} {"",-10} {"min",10} {"max",10} {"runs",5}";

    private static string Times(double ratio) => ratio.ToString(ratio >= 0.1 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    private static string Round(double value) => value >= 100 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("0.0##", CultureInfo.InvariantCulture);

    private static double MedianOf(IReadOnlyList<double> samples)
    {
        var sorted = samples.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
