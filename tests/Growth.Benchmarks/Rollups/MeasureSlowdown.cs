using Growth.Benchmarks.Ingest;
using Growth.Benchmarks.Load;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Rollups;

/// <summary>Two servers of ours take turns: one on a new store, one on a store that holds many events already.</summary>
internal sealed class MeasureSlowdown(BenchStores stores, BenchSettings settings, string filled, long events)
{
    public const string New = "a new store";

    private const int EventsPerPost = 100;
    private const int Readers = 2_000;
    private const int MostPerSecond = 4_000;

    public async Task<IReadOnlyList<Figure>> RunAsync(string name, CancellationToken cancellationToken)
    {
        using var old = await Contender.StartOursAsync(filled, events, cancellationToken);
        using var young = await Contender.StartOursAsync(stores, cancellationToken);
        var (oldRates, youngRates) = (new List<double>(), new List<double>());
        for (var run = 0; run <= settings.Runs; run++)
        {
            var posts = (int)(settings.Seconds * MostPerSecond);
            using var load = await LoadProcess.ReadersAsync(posts, EventsPerPost, Readers, seed: run, cancellationToken);
            var order = new LoadOrder { Port = 0, Network = run, Connections = 32, From = 0, To = posts, Seconds = settings.Seconds };
            foreach (var (contender, rates) in new[] { (old, oldRates), (young, youngRates) })
            {
                await stores.SettleAsync(cancellationToken);
                var result = await contender.RunAsync(load, order, EventsPerPost, cancellationToken);
                Report.Say($"  {name}, {stores.Engine}, run {run}: {(contender == old ? "filled" : "new")} {result.Rate * EventsPerPost:0} events/s");
                if (run > 0) rates.Add(result.Rate * EventsPerPost);
            }
        }

        await CheckStored.RunAsync(old);
        await CheckStored.RunAsync(young);
        return [Figure.Of(name, "events/s", oldRates, stores.Engine).Against(New, oldRates, youngRates)];
    }
}
