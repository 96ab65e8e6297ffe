using System.CommandLine;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Ingest;

/// <summary>Events a second, durable, deduplicated and counted, beside servers that do as much, less, or nothing.</summary>
internal static class IngestCommand
{
    public static Command Command(Option<bool> json, Option<bool> markdown) =>
        BenchCommand.Create("ingest", "Events a second over HTTP, beside Fastify servers, a bare Kestrel POST, and the bare store.", json, markdown, RunAsync);

    private static async Task RunAsync(BenchSettings settings, ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        foreach (var engine in settings.Engines)
        {
            if (settings.Wants("ingest: bare store"))
            {
                await using var stores = await BenchStores.OpenAsync(engine, settings);
                foreach (var figure in await new StoreLimits(stores, settings).RunAsync(cancellationToken)) report.Write(figure);
            }

            foreach (var scenario in IngestScenario.All.Where(scenario => settings.Wants(scenario.Name)))
            {
                await using var stores = await BenchStores.OpenAsync(engine, settings);
                foreach (var figure in await new MeasureIngest(scenario, stores, settings).RunAsync(cancellationToken)) report.Write(figure);
            }
        }
    }
}
