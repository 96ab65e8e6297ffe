using Growth.Benchmarks.Load;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Ingest;

/// <summary>
/// One scenario on one engine: all servers run, each in a process of its own, and take turns under the load. The same requests go to all of
/// them; each run begins on a quiet disk and ends with a check of what is stored.
/// </summary>
internal sealed class MeasureIngest(IngestScenario scenario, BenchStores stores, BenchSettings settings)
{
    private const int Readers = 2_000;

    private readonly List<Contender> _contenders = [];
    private readonly Dictionary<string, List<double>> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LoadResult>> _paced = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _contenders.Add(await Contender.StartOursAsync(stores, cancellationToken));
            if (settings.UsesPeers)
            {
                _contenders.Add(await Contender.StartPeerAsync(Contender.Plain, stores, cancellationToken));
                _contenders.Add(await Contender.StartPeerAsync(Contender.Equal, stores, cancellationToken));
            }

            _contenders.Add(await Contender.StartBareAsync(cancellationToken));
            for (var round = 0; round <= settings.Runs; round++) await RoundAsync(round, cancellationToken);
            return Figures();
        }
        finally
        {
            _contenders.ForEach(contender => contender.Dispose());
        }
    }

    /// <param name="round">0 warms up and counts for nothing.</param>
    private async Task RoundAsync(int round, CancellationToken cancellationToken)
    {
        var most = (int)(settings.Seconds * scenario.MostPerSecond);
        using var load = await LoadProcess.ReadersAsync(most * 3 / 2, scenario.EventsPerPost, Readers, seed: round, cancellationToken);
        // now from the first, now from the last: whoever comes later finds a warmer or a fuller machine
        foreach (var contender in round % 2 == 0 ? _contenders : Enumerable.Reverse(_contenders))
        {
            await stores.SettleAsync(cancellationToken);
            var order = new LoadOrder { Port = 0, Network = round, Connections = scenario.Connections, From = 0, To = most, Seconds = settings.Seconds };
            var closed = await contender.RunAsync(load, order, scenario.EventsPerPost, cancellationToken);
            await CheckStored.RunAsync(contender);
            Report.Say($"  {scenario.Name}, {stores.Engine}, run {round}: {contender.Name} {closed.Rate * scenario.EventsPerPost:0} events/s");
            if (round == 0) continue;
            ListOf(_rates, contender).Add(closed.Rate * scenario.EventsPerPost);
            if (contender.Name is not (Contender.Ours or Contender.Equal)) continue;
            var paced = await contender.RunAsync(load, order with { From = most, To = most * 3 / 2, Rate = closed.Rate / 2 }, scenario.EventsPerPost, cancellationToken);
            await CheckStored.RunAsync(contender);
            Report.Say($"    at half of that: p50 {paced.P50:0.0} ms, p99 {paced.P99:0.0} ms");
            ListOf(_paced, contender).Add(paced);
        }
    }

    private IReadOnlyList<Figure> Figures()
    {
        var ours = _contenders[0];
        var rates = ListOf(_rates, ours);
        var figures = _contenders.Skip(1).Select(other => Of(scenario.Name, "events/s", rates).Against(other.Name, rates, ListOf(_rates, other))).ToList();
        AddLatency("p50", result => result.P50);
        AddLatency("p99", result => result.P99);
        figures.Add(Of(scenario.Name + ", most memory", "MiB", [ours.Server.PeakMiB]));
        return figures;

        void AddLatency(string name, Func<LoadResult, double> of)
        {
            var mine = ListOf(_paced, ours).ConvertAll(of.Invoke);
            var figure = Of($"{scenario.Name}, {name} at half load", "ms", mine);
            figures.Add(_paced.TryGetValue(Contender.Equal, out var others) ? figure.Against(Contender.Equal, mine, others.ConvertAll(of.Invoke)) : figure);
        }
    }

    private Figure Of(string bench, string unit, IReadOnlyList<double> samples) => Figure.Of(bench, unit, samples, stores.Engine);

    private static List<T> ListOf<T>(Dictionary<string, List<T>> lists, Contender contender) =>
        lists.TryGetValue(contender.Name, out var list) ? list : lists[contender.Name] = [];
}
