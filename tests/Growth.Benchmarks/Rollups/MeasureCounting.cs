using System.Diagnostics;
using System.Globalization;
using Growth.Benchmarks.Machine;
using Growth.Storage;
using NodaTime;

namespace Growth.Benchmarks.Rollups;

/// <summary>Events counted in groups of 1,000 without HTTP: our code, and the same ids, sets and counters kept by upserts in Node.js.</summary>
internal sealed class MeasureCounting(BenchStores stores, BenchSettings settings)
{
    public const string Name = "rollup: events counted, groups of 1,000, no HTTP";

    public async Task<Figure> RunAsync(CancellationToken cancellationToken)
    {
        var start = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromDays(60);
        var setting = await stores.CreateAsync("counting");
        await BenchWeek.SeedAsync(setting, start);
        await using var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting });
        var load = new LoadEvents(database, start, total: 100_000_000);
        var (ours, others) = (new List<double>(), new List<double>());
        for (var run = 0; run <= settings.Runs; run++)
        {
            await stores.SettleAsync(cancellationToken);
            var rate = await load.RateAsync(settings.Seconds);
            if (run > 0) ours.Add(rate);
            if (!settings.UsesPeers) continue;
            var other = await PeerAsync(await stores.CreateAsync($"upserts-{run}"), cancellationToken);
            if (run > 0) others.Add(other);
            Report.Say($"  {Name}, {stores.Engine}, run {run}: growth {rate:0}, upserts {other:0} events/s");
        }

        var figure = Figure.Of(Name, "events/s", ours, stores.Engine);
        return others.Count == 0 ? figure : figure.Against("the same by upserts, Node.js", ours, others);
    }

    private async Task<double> PeerAsync(string setting, CancellationToken cancellationToken)
    {
        await stores.SettleAsync(cancellationToken);
        var engine = stores.Engine == Engine.Postgres ? "postgres" : "sqlite";
        var (file, arguments) = Peers.Script("count.mjs", engine, BenchStores.AddressOf(setting), settings.Seconds.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var rate = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return double.Parse(rate);
    }
}
