using System.Diagnostics;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Every platform has its answer within 5 s, whatever the store does.</summary>
public abstract class StuckStoreTests(PlatformHost host)
{
    public sealed class OnSqlite(PlatformHost host) : StuckStoreTests(host), IClassFixture<PlatformHost>;

    public sealed class OnPostgres(PlatformHost host) : StuckStoreTests(host), IClassFixture<PlatformHost>;

    [Fact]
    public async Task Send_StoreLocked_Is503WithinFiveSecondsAndTakenWhenItIsFree()
    {
        // Keys and the workspace are known from here on, as they are in a host that has served before.
        foreach (var sender in Sender.All) Assert.Equal(sender.Yes.Status, (await host.SendAsync(sender, sender.Make(host.Next(), host.Now)))!.Status);
        await host.Host.WhenIdleAsync();
        var sent = Sender.All.ToDictionary(sender => sender, _ => host.Next());

        await using (await LockAsync())
        {
            await Task.WhenAll(sent.Select(async one =>
            {
                var began = Stopwatch.GetTimestamp();
                Assert.Equal(503, (await host.SendAsync(one.Key, one.Key.Make(one.Value, host.Now)))!.Status);
                Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5);
            }));
        }

        foreach (var (sender, number) in sent)
        {
            Answer? answer;
            while ((answer = await host.SendAsync(sender, sender.Make(number, host.Now)))!.Status == 503)
            {
                // What waited for the lock is on its way.
            }

            Assert.Equal(sender.Yes, (answer.Status, answer.Body));
        }

        await host.Host.WhenIdleAsync();
        Assert.Equal(sent.Count * 2, await host.CountAsync("select count(*) from webhook where state = 'applied'"));
    }

    private async Task<IAsyncDisposable> LockAsync()
    {
        if (host.Database.Engine == Engine.Sqlite)
        {
            var file = new SqliteConnection($"Data Source={host.Setting};Pooling=False");
            await file.OpenAsync();
            await Dapper.SqlMapper.ExecuteAsync(file, "begin immediate");
            return file;
        }

        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.Setting) { Pooling = false }.ToString());
        await session.OpenAsync();
        await Dapper.SqlMapper.ExecuteAsync(session, "begin; lock table webhook in exclusive mode");
        return session;
    }
}
