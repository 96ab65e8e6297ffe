using System.Globalization;
using Growth.Benchmarks.Ingest;
using Growth.Benchmarks.Load;
using Growth.Benchmarks.Machine;
using Growth.Storage;
using NodaTime;

namespace Growth.Benchmarks.Webhooks;

/// <summary>
/// One kind on one engine. A round: as many as are answered, while the host applies them as it can; then so many a second as are half of the
/// goal, while it applies what the first left; then nothing, and what it applies from the backlog is counted. What is stored is checked
/// after each. Rounds do not wait for a quiet disk: a host with a backlog has none. A server that keeps nothing is asked the same before
/// ours is started, whose applying would take the machine from it.
/// </summary>
internal sealed class MeasureWebhooks(BenchShop shop, BenchStores stores, BenchSettings settings)
{
    private const int Connections = 32;

    private readonly string _key = shop.NewKey();
    private readonly List<double> _rates = [];
    private readonly List<double> _bare = [];
    private readonly List<double> _applied = [];
    private readonly List<LoadResult> _paced = [];

    public static string NameOf(BenchShop shop) => $"webhooks: {shop.Kind}";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await RunBareAsync(cancellationToken);
        using var ours = await StartAsync(cancellationToken);
        await using var kept = new KeptWebhooks(ours);
        for (var round = 0; round <= settings.Runs; round++) await RoundAsync(ours, kept, round, cancellationToken);
        await kept.CheckAppliedAsync();
        return Figures(ours);
    }

    private async Task RunBareAsync(CancellationToken cancellationToken)
    {
        const int Requests = 2_000;
        using var bare = await Contender.StartBareAsync(cancellationToken);
        using var load = await LoadProcess.ShopAsync(shop.Kind, _key, Requests, seed: 0, cancellationToken);
        for (var round = 0; round <= settings.Runs; round++)
        {
            await stores.SettleAsync(cancellationToken);
            var order = new LoadOrder { Port = 0, Network = round, Connections = Connections, From = 0, To = Requests, Seconds = settings.Seconds };
            var result = await bare.RunAsync(load, order, eventsPerPost: 1, cancellationToken);
            if (round > 0) _bare.Add(result.Rate);
        }
    }

    private async Task<Contender> StartAsync(CancellationToken cancellationToken)
    {
        var setting = await stores.CreateAsync("webhooks");
        await using (var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting }))
            await new Migrator(database).RunAsync(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), cancellationToken);
        var more = new Dictionary<string, string>(shop.SettingsFor(_key), StringComparer.Ordinal)
        {
            ["Growth__SigningKey"] = BenchWeek.SigningKey,
            ["Growth__DataKey"] = BenchWeek.SigningKey,
        };
        return await Contender.StartOursAsync(setting, Workspace.CreateForLoad(shop.Yaml), more, stored: 0, cancellationToken);
    }

    /// <param name="round">0 warms up and counts for nothing.</param>
    private async Task RoundAsync(Contender ours, KeptWebhooks kept, int round, CancellationToken cancellationToken)
    {
        var (most, paced) = ((int)(settings.Seconds * shop.MostPerSecond), (int)(settings.Seconds * shop.Pace * 1.1));
        // Made right before they are sent: signatures are good for five minutes.
        using var load = await LoadProcess.ShopAsync(shop.Kind, _key, most + paced, round, cancellationToken);
        var order = new LoadOrder { Port = 0, Network = round, Connections = Connections, From = 0, To = most, Seconds = settings.Seconds };

        var closed = await ours.RunAsync(load, order, eventsPerPost: 1, cancellationToken);
        await kept.CheckAsync();
        Report.Say($"  {NameOf(shop)}, {stores.Engine}, run {round}: {closed.Rate:0}/s");
        var open = await ours.RunAsync(load, order with { From = most, To = most + paced, Rate = shop.Pace }, eventsPerPost: 1, cancellationToken);
        await kept.CheckAsync();
        Report.Say(string.Create(CultureInfo.InvariantCulture, $"    at {shop.Pace}/s: p50 {open.P50:0.0} ms, p99 {open.P99:0.0} ms, {open.Answers / open.Seconds:0}/s"));
        var applied = await kept.AppliedPerSecondAsync(settings.Seconds, cancellationToken);
        Report.Say($"    applied from the backlog: {applied:0}/s");
        if (round == 0) return;
        _rates.Add(closed.Rate);
        _paced.Add(open);
        _applied.Add(applied);
    }

    private IReadOnlyList<Figure> Figures(Contender ours)
    {
        var (name, at) = (NameOf(shop), string.Create(CultureInfo.InvariantCulture, $"at {shop.Pace:#,0}/s"));
        return
        [
            Of($"{name}, {Connections} connections", "webhooks/s", _rates).Against(Contender.Bare, _rates, _bare),
            Of($"{name}, p50 {at}", "ms", _paced.ConvertAll(result => result.P50)),
            Of($"{name}, p99 {at}", "ms", _paced.ConvertAll(result => result.P99)),
            Of($"{name}, applied from the backlog", "webhooks/s", _applied),
            Of($"{name}, most memory", "MiB", [ours.Server.PeakMiB]),
        ];
    }

    private Figure Of(string bench, string unit, IReadOnlyList<double> samples) => Figure.Of(bench, unit, samples, stores.Engine);
}
