using Dapper;
using Growth.Embedded;
using Growth.Storage;
using Growth.Time;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Growth.Benchmarks.Queues;

/// <summary>Our queue: a queue function in the embedded host, as an app has it.</summary>
public sealed class GrowthQueue : IQueueUnderTest
{
    private const string Queue = "bench-job";

    // batchSize and newBatchThreshold together are the most that run at once: 50.
    private const string HostJson =
        """
        {"version":"2.0","functionTimeout":"00:05:00","extensions":{"http":{"routePrefix":""},"queues":{"batchSize":32,"newBatchThreshold":18,
        "maxPollingInterval":"00:00:02","visibilityTimeout":"00:00:10","maxDequeueCount":5,"messageEncoding":"base64"}},"logging":{"logLevel":{"default":"Warning"}}}
        """;

    private readonly string _setting;
    private readonly string _folder;
    private readonly Database _database;
    private readonly DatabaseQueue _queue;
    private EmbeddedHost? _host;

    private GrowthQueue(string setting, string folder, Database database)
    {
        (_setting, _folder, _database) = (setting, folder, database);
        _queue = new DatabaseQueue(database, new BusinessClock(TimeProvider.System), new MachineClock(TimeProvider.System), new QueueSignal());
    }

    internal static async Task<GrowthQueue> OpenAsync(string setting, string folder)
    {
        var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting });
        await new Migrator(database).RunAsync(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
        return new GrowthQueue(setting, folder, database);
    }

    // While the host runs, the queue it gave to the app: what an app's own functions use.
    Task IQueueUnderTest.AddAsync(int n) => _host is null
        ? _queue.PutAsync(Queue, new Job(n))
        : _host.PutAsync(Queue, new Job(n));

    Task IQueueUnderTest.AddManyAsync(IReadOnlyList<int> numbers) => _database.WriteAsync(async transaction =>
    {
        foreach (var n in numbers) await _queue.EnqueueAsync(transaction, Queue, new Job(n));
    });

    async Task IQueueUnderTest.WorkAsync(Func<int, Task> handle) => _host = await EmbeddedHost.StartAsync(App, new EmbeddedHostOptions
    {
        FunctionTypes = [typeof(DoJob)],
        HostJson = HostJson,
        Services = services => services.AddSingleton(new JobHandler(handle)),
        Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Growth:Workspace"] = _folder, ["Growth:Database"] = _setting },
    });

    async Task IQueueUnderTest.RestAsync()
    {
        await _host!.DisposeAsync();
        _host = null;
    }

    async Task<int> IQueueUnderTest.LeftAsync() =>
        (int)await _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from queue_message where queue like 'bench-job%'"));

    Task IQueueUnderTest.ClearAsync() => _database.WriteAsync(transaction => transaction.ExecuteAsync("delete from queue_message where queue = @Queue", new { Queue }));

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static void App(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.Services.AddStorage();
        builder.Build().Run();
    }

    public sealed record Job(int N);

    public sealed record JobHandler(Func<int, Task> Handle);

    public sealed class DoJob(JobHandler handler)
    {
        [Function(nameof(DoJob))]
        public Task RunAsync([QueueTrigger(Queue)] Job job, CancellationToken cancellationToken) => handler.Handle(job.N);
    }
}
