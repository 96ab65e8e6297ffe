using Growth.Storefronts;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class DecideWaitTests
{
    private static readonly Instant Since = Instant.FromUtc(2026, 11, 23, 8, 0);

    [Theory]
    [InlineData(0, 30, 30)]
    [InlineData(1, 30, 60)]
    [InlineData(6, 30, 1920)]
    [InlineData(7, 30, 3600)]
    [InlineData(4_000_000_000, 30, 3600)]
    [InlineData(0, 0, 1)]
    [InlineData(0, -5, 1)]
    [InlineData(0, 100_000, 3600)]
    public void Next_DoublesThePauseUpToAnHour(long attempts, int pause, int wait) =>
        Assert.Equal(Since + Duration.FromSeconds(wait), DecideWait.Next(Since, Since, attempts, Duration.FromSeconds(pause)));

    [Fact]
    public void Next_WithinADay_EndsExactlyWithIt()
    {
        Assert.Equal(Since + Duration.FromHours(24), DecideWait.Next(Since + Duration.FromHours(23.5), Since, 30, Duration.FromHours(1)));
        Assert.Null(DecideWait.Next(Since + Duration.FromHours(24), Since, 0, Duration.FromSeconds(1)));
    }
}
