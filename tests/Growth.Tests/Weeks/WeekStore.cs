using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>A store with a workspace, and hosts that look at its weeks: each with its own connection, as another process would have.</summary>
internal sealed class WeekStore : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly List<ServiceProvider> _hosts = [];

    private WeekStore(TemporaryStore store) => _store = store;

    internal SteppedTime Time => _store.Time;

    internal Database Database => _store.Database;

    internal static async Task<WeekStore> CreateAsync(Instant now) => new(await TemporaryStore.CreateAsync(now));

    internal static async Task<WeekStore> CreateAsync(Instant now, GrowthConfig config, params IReadOnlyList<WeekPlan> plans)
    {
        var store = new WeekStore(await TemporaryStore.CreateAsync(now));
        await store.ConfigureAsync(config);
        foreach (var plan in plans) await store.PlanAsync(plan);
        return store;
    }

    /// <param name="queue">Stands before the real queue: a place to fail in.</param>
    internal ServiceProvider Host(Func<IQueue, IQueue>? queue = null)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Growth:Database", (string?)_store.Setting)]).Build())
            .AddSingleton(new BusinessClock(Time));
        if (queue is not null) services.AddSingleton(provider => queue(provider.GetRequiredService<DatabaseQueue>()));
        var host = services.AddGrowth().BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    internal Task TickAsync(Instant at)
    {
        Time.Set(at);
        return TickAsync(_hosts.Count > 0 ? _hosts[0] : Host());
    }

    internal static Task TickAsync(ServiceProvider host) => host.GetRequiredService<AdvanceWeeks>().RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Looks every five minutes, as the timer does.</summary>
    internal async Task RunAsync(Instant from, Instant until, Duration? every = null)
    {
        for (var now = from; now <= until; now += every ?? Duration.FromMinutes(5)) await TickAsync(now);
    }

    internal Task ConfigureAsync(GrowthConfig config) => Database.WriteAsync(transaction => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, @now from workspace_version",
        new { config = Json.Write(config), now = Time.Now }));

    internal Task PlanAsync(WeekPlan plan) => Database.WriteAsync(transaction => transaction.ExecuteAsync(
        """
        insert into plan_version (week, version, hash, plan, status, applied_at)
        select @Week, coalesce(max(version), 0) + 1, 'h', @text, 'applied', @now from plan_version where week = @Week
        """,
        new { plan.Week, text = Json.Write(plan), now = Time.Now }));

    internal async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        await Database.ReadAsync(async connection => (await connection.QueryAsync<T>(sql, parameters)).AsList());

    internal async Task<StoredWeek> WeekAsync(IsoWeek week) =>
        (await QueryAsync<StoredWeek>($"select {StoredWeek.Columns} from week where week = @week", new { week })).Single();

    internal async Task<string> StatesAsync() => string.Join(' ', await QueryAsync<string>("select week || ':' || state from week order by week"));

    internal Task<IReadOnlyList<string>> MessagesAsync() => QueryAsync<string>("select key from message order by created_at, key");

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await _store.DisposeAsync();
    }
}
