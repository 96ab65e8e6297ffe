using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Time;

public sealed class IsoWeekTests
{
    [Theory]
    [InlineData("2026-W53", 2026, 12, 28)]
    [InlineData("2027-W01", 2027, 1, 4)]
    [InlineData("2026-W48", 2026, 11, 23)]
    public void Parse_WrittenWeek_StartsOnItsMonday(string text, int year, int month, int day) =>
        Assert.Equal(new LocalDate(year, month, day), IsoWeek.Parse(text).Monday);

    [Theory]
    [InlineData("2025-W53")]
    [InlineData("2026-W00")]
    [InlineData("2026-48")]
    [InlineData("2026-w48")]
    [InlineData(" 2026-W4")]
    public void TryParse_NoSuchWeek_Refuses(string text) => Assert.False(IsoWeek.TryParse(text, out _));

    [Fact]
    public void Next_AfterWeek53_IsWeek1() => Assert.Equal("2027-W01", IsoWeek.Parse("2026-W53").Next.ToString());
}
