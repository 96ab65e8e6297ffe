using System.Net;
using Growth.Functions.Weeks;
using Growth.Storage;
using Growth.Tests.Weeks;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli.Backups;

/// <summary>A restored store has forgotten what was done since its backup: it is not done a second time.</summary>
public abstract class RestoreForgetsTests
{
    public sealed class OnSqlite : RestoreForgetsTests;

    public sealed class OnPostgres : RestoreForgetsTests;

    private static readonly Instant Tuesday = At("Tue 12:00");
    private static readonly Instant Friday = At("Fri 12:00");

    [Fact]
    public async Task Resume_PieceWasAnnouncedAfterTheBackup_IsNotAnnouncedAgain()
    {
        await using var app = await WeekHost.StartAsync();
        await LookAsync(app, WeekHost.Times.Opens, At("Mon 08:00"), Tuesday);
        var file = Path.Combine(app.Folder, ".growth", "backup");
        await Backup.TakeAsync(app.Setting, file);
        await LookAsync(app, At("Wed 20:00"), At("Thu 12:00"), Friday);
        Assert.Equal(3, Announced(app, "night-reading"));

        // A provider keeps no files that a second sending would only replace.
        await app.RestartAsync(async () =>
        {
            Directory.Delete(app.Outbox, recursive: true);
            await Backup.RestoreAsync(app.Setting, file, Friday);
        });
        await ResumeAsync(app);
        await LookAsync(app, Friday, At("Fri 18:00"), WeekHost.Times.Closes, WeekHost.Times.Final);

        Assert.Empty(app.Host.Failures);
        Assert.Equal(0, Announced(app, "night-reading"));
        Assert.Equal(3, Announced(app, "share-a-line"));
        Assert.Equal(["unknown", "unknown", "unknown"], await app.QueryAsync<string>("select state from message where key like 'announce/night-reading/%'"));
        Assert.Equal(["sent", "sent", "sent"], await app.QueryAsync<string>("select state from message where key like 'announce/share-a-line/%'"));
        // Due on Thursday, before the restore.
        Assert.Equal(["unknown"], await app.QueryAsync<string>("select state from message where key like 'no-plan/%'"));
        Assert.Equal([0], await app.QueryAsync<int>("select count(*) from queue_message"));
        Assert.Equal(["closed"], await app.QueryAsync<string>("select state from week where week = '2026-W48'"));
    }

    [Fact]
    public async Task Restore_MessagesWereWaiting_OnlyThoseNotYetDueAreStillSent()
    {
        await using var app = await WeekHost.StartAsync();
        await LookAsync(app, WeekHost.Times.Opens, At("Mon 08:00"), Tuesday);
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at, attempt, channel) values
              ('queued', 'service', 'team:a@example.com', '["email"]', 's', 'b', 'queued', 1, @due, 0, null),
              ('sending', 'service', 'team:a@example.com', '["email"]', 's', 'b', 'sending', 1, @due, 1, 'email'),
              ('later', 'service', 'team:a@example.com', '["email"]', 's', 'b', 'queued', 1, @later, 0, null)
            """,
            new { due = Tuesday, later = Friday + Duration.FromHours(1) }));
        var file = Path.Combine(app.Folder, ".growth", "backup");
        await Backup.TakeAsync(app.Setting, file);

        await app.RestartAsync(() => Backup.RestoreAsync(app.Setting, file, Friday));

        Assert.Equal(["later queued", "queued unknown", "sending unknown"],
            await app.QueryAsync<string>("select key || ' ' || state from message where key in ('queued', 'sending', 'later') order by key"));
    }

    [Fact]
    public async Task Paused_NoTimerAndNoQueueMoves_EventsAreTakenAndHealthSaysWhy()
    {
        await using var app = await WeekHost.StartAsync();
        await LookAsync(app, WeekHost.Times.Opens, At("Mon 08:00"), Tuesday);
        var file = Path.Combine(app.Folder, ".growth", "backup");
        await Backup.TakeAsync(app.Setting, file);
        await app.RestartAsync(() => Backup.RestoreAsync(app.Setting, file, Tuesday));
        await app.Host.PutAsync("notifications", "{}");

        await app.Host.StepToAsync(Friday);
        await app.Host.FireAsync(nameof(WeekTick));

        Assert.Empty(app.Host.Failures);
        Assert.Equal([1], await app.QueryAsync<int>("select count(*) from piece where published_at is not null"));
        Assert.Equal([0], await app.QueryAsync<int>("select dequeue_count from queue_message where queue = 'notifications'"));
        using var visitor = await app.Host.Client.PostAsync("/api/visitors", content: null);
        Assert.Equal(HttpStatusCode.Created, visitor.StatusCode);
        var health = await app.Host.Client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("growth resume", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Instant At(string time) => WeekTimes.PublishAt(WeekTime.Parse(time), WeekHost.Week, Zones.Get("Asia/Shanghai"));

    /// <summary>The timer of weeks at these times, and what it brings about.</summary>
    private static async Task LookAsync(WeekHost app, params Instant[] times)
    {
        foreach (var now in times)
        {
            app.Time.Set(now);
            await app.Host.FireAsync(nameof(WeekTick));
            await app.Host.WhenIdleAsync();
        }
    }

    private static async Task ResumeAsync(WeekHost app)
    {
        await app.Database.WriteAsync(transaction => Restores.ResumeAsync(transaction, app.Time.Now));
        await app.Host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<InstanceLease>().Single().LookAsync(CancellationToken.None);
    }

    private static int Announced(WeekHost app, string slug) => !Directory.Exists(app.Outbox) ? 0 : Directory.EnumerateFiles(app.Outbox, "*.md", SearchOption.AllDirectories)
        .Count(path => File.ReadAllText(path).Contains($"key: \"announce/{slug}/", StringComparison.Ordinal));
}
