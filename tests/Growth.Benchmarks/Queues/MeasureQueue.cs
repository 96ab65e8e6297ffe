using Growth.Benchmarks.Machine;
using Growth.Storage;

namespace Growth.Benchmarks.Queues;

/// <summary>One thing that queues do, done by all of them in turns.</summary>
/// <param name="Name">As in the report.</param>
/// <param name="Beside">Whom ours is measured beside, on PostgreSQL and on SQLite alike as far as they are there.</param>
/// <param name="RunAsync">Gives a figure for each of the units: what a run came to.</param>
internal sealed record QueueActivity(
    string Name, IReadOnlyList<(string Suffix, string Unit)> Figures, IReadOnlyList<string> Beside, Func<QueueChild, CancellationToken, Task<double[]>> RunAsync);

/// <summary>Runs activities on one engine: each queue in a process of its own, with a store of its own.</summary>
internal sealed class MeasureQueue(BenchStores stores, BenchSettings settings) : IDisposable
{
    private readonly Dictionary<string, QueueChild> _queues = new(StringComparer.Ordinal);
    private readonly Workspace _workspace = Workspace.Create();
    private RedisServer? _redis;
    private int _stores;

    public async Task<IReadOnlyList<Figure>> RunAsync(QueueActivity activity, CancellationToken cancellationToken)
    {
        var queues = new List<QueueChild>();
        foreach (var name in activity.Beside.Prepend(QueueChild.Ours).Where(IsThere)) queues.Add(await GetAsync(name, cancellationToken));
        var runs = queues.ConvertAll(_ => new List<double[]>());
        // the first one warms up and counts for nothing
        for (var run = 0; run <= settings.Runs; run++)
        {
            var order = Enumerable.Range(0, queues.Count);
            foreach (var i in run % 2 == 0 ? order : order.Reverse())
            {
                await stores.SettleAsync(cancellationToken);
                var figures = await activity.RunAsync(queues[i], cancellationToken);
                Report.Say($"  {activity.Name}, {stores.Engine}, run {run}: {queues[i].Name} {string.Join(" / ", figures.Select(figure => figure.ToString("0.##")))} {activity.Figures[0].Unit}");
                if (run > 0) runs[i].Add(figures);
            }
        }

        // queues that look for work now and then must not disturb what is measured next
        foreach (var queue in _queues.Values) queue.Dispose();
        _queues.Clear();
        return [.. activity.Figures.SelectMany((figure, at) => Figures(activity, figure, at, queues, runs))];
    }

    public void Dispose()
    {
        foreach (var queue in _queues.Values) queue.Dispose();
        _redis?.Dispose();
        _workspace.Dispose();
    }

    private IEnumerable<Figure> Figures(
        QueueActivity activity, (string Suffix, string Unit) of, int at, List<QueueChild> queues, List<List<double[]>> runs)
    {
        var ours = runs[0].ConvertAll(run => run[at]);
        var figure = Figure.Of(activity.Name + of.Suffix, of.Unit, ours, stores.Engine);
        return queues.Count == 1 ? [figure] : queues.Skip(1).Select((other, i) => figure.Against(other.Name, ours, runs[i + 1].ConvertAll(run => run[at])));
    }

    private bool IsThere(string name) => name switch
    {
        QueueChild.Graphile or QueueChild.PgBoss => settings.UsesPeers && stores.Engine == Engine.Postgres,
        QueueChild.BullMq => settings.UsesPeers && RedisServer.IsInstalled,
        _ => true,
    };

    private async Task<QueueChild> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_queues.TryGetValue(name, out var running)) return running;
        if (name == QueueChild.BullMq) _redis ??= await RedisServer.StartAsync(cancellationToken);
        var address = name == QueueChild.BullMq ? _redis!.Address : await stores.CreateAsync($"queue-{_stores++}");
        return _queues[name] = QueueChild.Start(name, address, _workspace.Folder);
    }
}
