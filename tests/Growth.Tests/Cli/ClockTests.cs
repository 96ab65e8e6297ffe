using Dapper;
using Growth.Storage;
using Growth.Time;
using Microsoft.Data.Sqlite;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class ClockTests
{
    [Fact]
    public async Task Accept_ClockHadRunAhead_LiftsTheMarkAndTheAlert()
    {
        using var folder = new CliFolder();
        await MarkAsync(folder, hours: 24);

        var look = await folder.RunAsync("clock");
        var unasked = await folder.RunAsync("clock", "accept");
        Assert.Equal((1, 1), (look.Code, unasked.Code));
        Assert.Contains("growth clock accept", look.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.False(await ObserveAsync(folder));

        var accepted = await folder.RunAsync("clock", "accept", "--yes");

        Assert.Equal((0, ""), (accepted.Code, accepted.Error));
        Assert.True(await ObserveAsync(folder));
        Assert.DoesNotContain("clock:", (await folder.RunAsync("doctor")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_ClockIsRight_ChangesNothing()
    {
        using var folder = new CliFolder();
        Assert.Equal(0, (await folder.RunAsync("clock")).Code);
        await MarkAsync(folder, hours: -1);

        var result = await folder.RunAsync("clock", "accept", "--yes");

        Assert.Equal(0, result.Code);
        Assert.Contains("nothing is wrong", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_SteppedStore_IsRefused()
    {
        using var folder = new CliFolder();
        await MarkAsync(folder, hours: 24, stepped: 1);

        Assert.Equal(1, (await folder.RunAsync("clock", "accept", "--yes")).Code);
        Assert.False(await ObserveAsync(folder));
    }

    private static async Task MarkAsync(CliFolder folder, int hours, int stepped = 0)
    {
        await folder.RunAsync("apply");
        await using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        var highest = (new MachineClock(TimeProvider.System).Now + Duration.FromHours(hours)).ToMicros();
        await connection.ExecuteAsync("insert into clock (id, highest, stepped) values (1, @highest, @stepped)", new { highest, stepped });
        await ObserveAsync(folder);
    }

    private static async Task<bool> ObserveAsync(CliFolder folder)
    {
        await using var database = new SqliteDatabase(new StorageOptions { Path = folder.Database });
        var clock = new BusinessClock(TimeProvider.System);
        return await new ClockGuard(database, new Alerts(clock)).ObserveAsync(clock.Now);
    }
}
