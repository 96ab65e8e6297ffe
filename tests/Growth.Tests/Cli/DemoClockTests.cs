using Growth.Cli.Demo;
using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class DemoClockTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 23, 12, 0);

    [Fact]
    public async Task Reached_NothingHasRun_IsNull()
    {
        using var folder = new CliFolder(workspace: false);

        Assert.Null(await DemoClock.ReachedAsync(DemoFolder.At(folder.Root), CancellationToken.None));
    }

    [Theory]
    [InlineData(0, -5, 0)]
    [InlineData(-5, 0, 0)]
    [InlineData(-5, -5, -5)]
    public async Task Reached_KilledBetweenATimersClaimAndItsWork_IsTheLaterOfBoth(int highest, int claimed, int reached)
    {
        using var folder = new CliFolder(workspace: false);
        var demo = DemoFolder.At(folder.Root);
        await using (var database = new SqliteDatabase(new StorageOptions { Path = demo.Database }))
        {
            await new Migrator(database).RunAsync(Noon);
            await database.WriteAsync(async transaction =>
            {
                await transaction.ExecuteAsync("insert into clock (id, highest, stepped) values (1, @at, 1)", new { at = Noon + Duration.FromMinutes(highest) });
                await transaction.ExecuteAsync("insert into timer (name, schedule, last_at) values ('WeekTick', '0 */5 * * * *', @at)", new { at = Noon + Duration.FromMinutes(claimed) });
            });
        }

        Assert.Equal(Noon + Duration.FromMinutes(reached), await DemoClock.ReachedAsync(demo, CancellationToken.None));
    }
}
