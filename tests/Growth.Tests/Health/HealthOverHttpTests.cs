using System.Net;
using System.Text.Json;
using Growth.Embedded;
using Growth.Functions.Weeks;
using Growth.Storage;
using Growth.Tests.Weeks;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Health;

public sealed class HealthOverHttpTests
{
    [Fact]
    public async Task Get_AllWell_Is200AndSaysNothingMore()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.FireAsync(nameof(WeekTick));

        using var answer = await app.Host.Client.GetAsync("/healthz");

        Assert.Equal((HttpStatusCode.OK, "{\"status\":\"ok\"}"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("clock", "insert into alert (key, text, raised_at) values ('clock', '$', 0)")]
    [InlineData("workspace", "insert into alert (key, text, raised_at) values ('config', '$', 0)")]
    [InlineData("channels", "insert into alert (key, text, raised_at) values ('channel:sms', '$', 0)")]
    [InlineData("weeks", "insert into alert (key, text, raised_at) values ('week:2026-W48', '$', 0)")]
    [InlineData("outbound", "insert into alert (key, text, raised_at) values ('outbound:crm', '$', 0)")]
    [InlineData("queues", "insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count) values ('notifications-poison', '$', 0, 0, 0, 0)")]
    [InlineData("schema", "update migration set number = 9999 where number = (select min(number) from migration)")]
    [InlineData("workspace", "delete from workspace_version")]
    public async Task Get_SomethingIsWrong_Is503ThatNamesItAndLeaksNothing(string check, string sql)
    {
        const string secret = "/srv/secret/growth.db team@example.com";
        await using var app = await WeekHost.StartAsync();
        await app.Host.FireAsync(nameof(WeekTick));
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync(sql.Replace("$", secret, StringComparison.Ordinal)));

        using var answer = await app.Host.Client.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal([check], await WrongAsync(answer));
        await LeaksNothingAsync(answer, secret, app.Database.Name, "SQLite", "example.com");
    }

    [Theory]
    [InlineData(15, HttpStatusCode.OK)]
    [InlineData(16, HttpStatusCode.ServiceUnavailable)]
    public async Task Get_NewStoreWhoseWeeksWereNeverAdvanced_IsWellForThreePeriods(int minutes, HttpStatusCode status)
    {
        await using var app = await WeekHost.StartAsync();
        app.Time.Set((await app.QueryAsync<long>("select min(applied_at) from workspace_version")).Select(SqlTypes.FromMicros).Single() + Duration.FromMinutes(minutes));
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from clock"));

        using var answer = await app.Host.Client.GetAsync("/healthz");

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public async Task Get_WeeksNotAdvancedFor_IsWellForThreePeriods(int minutes, bool well)
    {
        await using var app = await WeekHost.StartAsync();
        await app.Host.FireAsync(nameof(WeekTick));
        await app.Host.WhenIdleAsync();
        // Set under the host's feet: its timer loop sleeps in machine time and does not see the step.
        app.Time.Set((await app.QueryAsync<long>("select highest from clock")).Select(SqlTypes.FromMicros).Single() + Duration.FromMinutes(minutes));

        using var answer = await app.Host.Client.GetAsync("/healthz");

        Assert.Equal(well ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Get_NoSigningKeyAndNoWorkspace_NamesBoth()
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        await using (var host = await EmbeddedHost.StartAsync(typeof(WeekTick).Assembly, new EmbeddedHostOptions
        {
            Settings = new Dictionary<string, string?> { ["Growth:Workspace"] = folder },
            SteppedTime = new SteppedTime(WeekHost.Start),
            Services = services => services.AddSingleton(provider => new Growth.Tracking.VisitorTokens(
                Microsoft.Extensions.Options.Options.Create(new GrowthOptions()), provider.GetRequiredService<BusinessClock>())),
        }))
        {
            await host.FireAsync(nameof(WeekTick));

            using var answer = await host.Client.GetAsync("/healthz");

            Assert.Equal(["signingKey", "workspace"], await WrongAsync(answer));
            await LeaksNothingAsync(answer, folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Get_StoreLockedByAnotherProcess_Is503AndSaysSo()
    {
        await using var app = await WeekHost.StartAsync();
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={app.Database.Name};Pooling=false");
        await other.OpenAsync();
        await using var held = other.BeginTransaction(deferred: false);

        using var answer = await app.Host.Client.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(["database"], await WrongAsync(answer));
        await LeaksNothingAsync(answer, app.Database.Name);
    }

    private static async Task<string[]> WrongAsync(HttpResponseMessage answer)
    {
        var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("unwell", health.GetProperty("status").GetString());
        return [.. health.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => check.GetProperty("name").GetString()!)];
    }

    private static async Task LeaksNothingAsync(HttpResponseMessage answer, params string[] secrets)
    {
        var all = await answer.Content.ReadAsStringAsync() + answer.Headers;
        foreach (var secret in secrets) Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", all, StringComparison.Ordinal);
    }
}
