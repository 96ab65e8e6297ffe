using System.CommandLine;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Rollups;

/// <summary>What counters cost and what they save: reading rates, bytes, and ingest as a store grows.</summary>
internal static class RollupCommand
{
    public static Command Command(Option<bool> json, Option<bool> markdown)
    {
        var events = new Option<long>("--events") { Description = "Events in the grown store, 2000 to 100000000; 20 million take some minutes.", DefaultValueFactory = _ => 2_000_000 };
        return BenchCommand.Create("rollup", "Rates of a week, bytes an event and ingest as the store grows, beside scans and upserts.", json, markdown,
            (settings, parsed, report, cancellationToken) => RunAsync(settings, Math.Clamp(parsed.GetValue(events), 2_000, 100_000_000), report, cancellationToken), events);
    }

    private static async Task RunAsync(BenchSettings settings, long events, Report report, CancellationToken cancellationToken)
    {
        foreach (var engine in settings.Engines)
        {
            await using var stores = await BenchStores.OpenAsync(engine, settings);
            if (settings.Wants(MeasureCounting.Name)) report.Write(await new MeasureCounting(stores, settings).RunAsync(cancellationToken));
            if (!settings.Wants("rollup: rates") && !settings.Wants("rollup: bytes") && !settings.Wants("rollup: ingest")) continue;
            foreach (var figure in await new MeasureRollup(stores, settings, events).RunAsync(cancellationToken)) report.Write(figure);
        }
    }
}
