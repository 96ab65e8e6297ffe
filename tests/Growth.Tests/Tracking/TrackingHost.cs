using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Growth.Config;
using Growth.Embedded;
using Growth.Functions.Tracking;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Tests.Tracking;

/// <summary>The real app over real HTTP, with the seeded week of <see cref="TrackingStore"/>.</summary>
internal sealed class TrackingHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _database;

    private TrackingHost(string folder, string database, SteppedTime time, EmbeddedHost host) => (_folder, _database, Time, Host) = (folder, database, time, host);

    /// <summary><c>Growth:Database</c>.</summary>
    public string Setting => _database;

    public SteppedTime Time { get; }

    public EmbeddedHost Host { get; }

    public HttpClient Client => Host.Client;

    public Database Database => Host.Services.GetRequiredService<Database>();

    public static async Task<TrackingHost> StartAsync(
        TrackingConfig? tracking = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null,
        IReadOnlyList<string>? corsOrigins = null)
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var database = await TestDatabase.CreateAsync(folder);
        var time = new SteppedTime(TrackingStore.WeekStart + Duration.FromHours(10));
        var all = new Dictionary<string, string?>
        {
            ["Growth:Workspace"] = folder,
            ["Growth:Database"] = database,
            ["Growth:SigningKey"] = TrackingStore.SigningKey,
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) all[key] = value;
        var host = await EmbeddedHost.StartAsync(
            typeof(EventsReceived).Assembly, new EmbeddedHostOptions { Settings = all, SteppedTime = time, Services = services });
        var started = new TrackingHost(folder, database, time, host);
        tracking ??= new TrackingConfig { EventsPerMinute = 100_000 };
        await started.Database.WriteAsync(async transaction =>
        {
            await TrackingStore.SeedAsync(transaction, tracking);
            if (corsOrigins is not null) await TrackingStore.ApplyAsync(transaction, tracking, corsOrigins);
        });
        return started;
    }

    public async Task<NewVisitor> VisitorAsync()
    {
        using var answer = await Client.PostAsync("/api/visitors", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<NewVisitor>())!;
    }

    public Task<Answer> SendAsync(params object[] events) => PostAsync(JsonSerializer.Serialize(new { events }));

    public async Task<Answer> PostAsync(string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new(type);
        using var answer = await Client.PostAsync("/api/events", content);
        var text = await answer.Content.ReadAsStringAsync();
        return new Answer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, JsonDocument.Parse(text).RootElement, answer.Headers.RetryAfter?.Delta);
    }

    public Task<CounterRow> CountersAsync(string slug = TrackingStore.Published) => Database.ReadAsync(connection => CounterRow.ReadAsync(connection, slug));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await TestDatabase.DropAsync(_database);
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Answer(HttpStatusCode Status, string? Type, JsonElement Json, TimeSpan? RetryAfter);
}
