using Dapper;
using Growth.Config;
using Growth.Embedded;
using Growth.Functions.Weeks;
using Growth.Storage;
using Growth.Tests.Config;
using Growth.Tests.Storage;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>The real functions app on a copy of the sample workspace, on a stepped clock. It can be restarted, and have a second host beside it.</summary>
internal sealed class WeekHost : IAsyncDisposable
{
    internal static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");
    internal static readonly WeekTimes Times = WeekTimes.Of(Week, new WeekConfig(), Zones.Get("Asia/Shanghai"));
    internal static readonly Instant Start = Times.Opens - Duration.FromHours(12);

    private readonly WorkspaceFixture _workspace = new();

    /// <summary><c>Growth:Database</c>.</summary>
    internal string Setting { get; private set; } = "";

    internal string Folder => _workspace.Folder;

    internal SteppedTime Time { get; } = new(Start);

    internal EmbeddedHost Host { get; private set; } = null!;

    internal Database Database => Host.Services.GetRequiredService<Database>();

    /// <summary>With three readers who want to hear of new pieces.</summary>
    internal static async Task<WeekHost> StartAsync(Instant? start = null)
    {
        var app = new WeekHost();
        app.Time.Set(start ?? Start);
        app.Setting = await TestDatabase.CreateAsync(Directory.CreateDirectory(Path.Combine(app._workspace.Folder, ".growth")).FullName);
        app.Host = await app.NewAsync();
        await app.Database.WriteAsync(async transaction =>
        {
            for (var id = 1; id <= 3; id++)
            {
                await transaction.ExecuteAsync("insert into reader (id, key, ref, created_at) values (@id, @key, @key, 1)", new { id, key = $"v:{id}" });
                await transaction.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) values (@id, 'push', 'v1', 1)", new { id });
            }
        });
        return app;
    }

    internal async Task<EmbeddedHost> NewAsync()
    {
        var host = await EmbeddedHost.StartAsync(typeof(WeekTick).Assembly, new EmbeddedHostOptions
        {
            Settings = new Dictionary<string, string?>
            {
                ["Growth:Workspace"] = _workspace.Folder,
                ["Growth:Data"] = Path.Combine(_workspace.Folder, ".growth"),
                ["Growth:Database"] = Setting,
                ["Growth:SigningKey"] = Convert.ToBase64String(new byte[32]),
            },
            SteppedTime = Time,
        });
        var applied = await host.Services.GetRequiredService<ApplyWorkspace>().RunAsync(ReadWorkspace.Run(_workspace.Folder));
        Assert.True(applied.Applied, string.Join('\n', applied.Problems));
        return host;
    }

    /// <summary>A new host on the same store, after the old one has gone.</summary>
    /// <param name="between">What is done while none runs.</param>
    internal async Task RestartAsync(Func<Task>? between = null)
    {
        await Host.DisposeAsync();
        if (between is not null) await between();
        Host = await NewAsync();
    }

    internal string Outbox => Path.Combine(_workspace.Folder, ".growth", "outbox");

    internal async Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => await Database.ReadAsync(async connection => (await connection.QueryAsync<T>(sql)).AsList());

    /// <summary>All that the week has left behind, apart from texts.</summary>
    internal async Task<string> ContentsAsync() => string.Join('\n',
    [
        .. await QueryAsync<string>("select week || ' ' || state || ' ' || coalesce(opened_at, 0) || ' ' || coalesce(closing_at, 0) || ' ' || coalesce(closed_at, 0) from week order by week"),
        .. await QueryAsync<string>("select slug || ' ' || coalesce(published_at, 0) from piece order by slug"),
        .. await QueryAsync<string>("select week || ' ' || kind from review order by week, kind"),
        .. await QueryAsync<string>("select key || ' ' || state || ' ' || created_at from message order by key"),
        .. Directory.EnumerateFiles(Outbox, "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Outbox, file)).Order(StringComparer.Ordinal),
    ]);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await TestDatabase.DropAsync(Setting);
        _workspace.Dispose();
    }
}
