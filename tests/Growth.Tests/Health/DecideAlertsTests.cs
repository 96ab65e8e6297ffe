using Growth.Health;
using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Health;

public sealed class DecideAlertsTests
{
    private static readonly WorkSeen Nothing = new()
    {
        Poison = new Dictionary<string, long>(StringComparer.Ordinal),
        Late = [],
        Stuck = new Dictionary<string, string>(StringComparer.Ordinal),
    };

    [Fact]
    public void Run_NothingWaits_OpensNone() => Assert.Empty(DecideAlerts.Run(Nothing));

    [Fact]
    public void Run_AllKinds_OneKeyEach()
    {
        var open = DecideAlerts.Run(Nothing with
        {
            Poison = new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1 },
            Late = [new QueueLate { Queue = "a", Messages = 3, Oldest = Instant.FromUtc(2026, 11, 22, 12, 0) }],
            Stuck = new Dictionary<string, string>(StringComparer.Ordinal) { ["2026-W48"] = "Close" },
        });

        Assert.Equal(["outbox:a", "poison:a", "stuck:2026-W48"], open.Keys.Order(StringComparer.Ordinal));
        Assert.All(open.Keys, key => Assert.True(DecideAlerts.IsOurs(key)));
    }

    [Fact]
    public void Compare_SameTextsAndOthersAlerts_ChangesNothing()
    {
        var changes = DecideAlerts.Compare(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["poison:a"] = "text" },
            [new Alert { Key = "poison:a", Text = "text" }, new Alert { Key = "clock", Text = "behind" }, new Alert { Key = "channel:sms", Text = "waits" }]);

        Assert.False(changes.Any);
    }

    [Fact]
    public void Compare_OtherCountAndOneGone_RaisesAndClears()
    {
        var changes = DecideAlerts.Compare(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["poison:a"] = "2" },
            [new Alert { Key = "poison:a", Text = "1" }, new Alert { Key = "outbox:a", Text = "old" }]);

        Assert.Equal("2", Assert.Single(changes.Raise).Value);
        Assert.Equal("outbox:a", Assert.Single(changes.Clear).Key);
    }
}
