using Growth.Embedded.Queues;
using Growth.Embedded.Settings;
using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

public sealed class QueueDecisionTests
{
    private static readonly QueueSettings Fifty = new() { BatchSize = 32, NewBatchThreshold = 18 };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    [InlineData(400, 10)]
    [InlineData(1_000_000, 200)]
    public void Ahead_IsWhatBeginsSoonAndFourTimesThePlacesAtMost(double rate, int ahead) => Assert.Equal(ahead, DecideTurn.Ahead(rate, Fifty));

    [Theory]
    [InlineData(0, 0, 0, 32)]
    [InlineData(0, 18, 0, 32)]
    [InlineData(0, 19, 0, 0)]
    [InlineData(0, 50, 0, 0)]
    [InlineData(100, 50, 200, 0)]
    [InlineData(68, 50, 200, 132)]
    [InlineData(0, 0, 200, 250)]
    public void Claim_AsOnAzureWhileSlow_AndAheadWhileQuick(int ready, int running, int ahead, int claimed) =>
        Assert.Equal(claimed, DecideTurn.Claim(new HeldCounts(ready, running, 0, 0), ahead, Fifty));

    [Theory]
    [InlineData(0, 0, 1, true)]
    [InlineData(0, 1, 1, false)]
    [InlineData(0, 1, 50, true)]
    [InlineData(0, 0, 0, false)]
    public void Commits_WhenNothingElseComesOrManyHaveGathered(int ready, int running, int finished, bool commits) =>
        Assert.Equal(commits, DecideTurn.Commits(new HeldCounts(ready, running, finished, 0), Fifty));

    [Theory]
    // On SQLite, and while nobody listens, looking is how others' messages are found: 250 ms, whatever the longest wait.
    [InlineData(250, 60_000, false, 250)]
    [InlineData(250, 100, false, 100)]
    [InlineData(250, 2_000, true, 500)]
    [InlineData(1_500, 2_000, true, 2_000)]
    [InlineData(2_000, 2_000, true, 2_000)]
    public void Poll_BacksOffOnlyWhereWakeUpsAreHeard(int last, int longest, bool hears, int next) =>
        Assert.Equal(TimeSpan.FromMilliseconds(next), DecidePoll.Next(TimeSpan.FromMilliseconds(last), TimeSpan.FromMilliseconds(longest), hears));

    [Fact]
    public void Position_WhileThereIsMore_GoesOnWhereItEndedAndBeginsAnewAtTheEnd()
    {
        var position = new QueuePosition(TimeProvider.System);
        var now = TimeProvider.System.GetTimestamp();

        Assert.Equal(QueuePlace.Head, position.Next());
        Assert.True(position.Moved(QueuePlace.Head, now, 2, [Message(1), Message(2)]));
        var place = position.Next();
        Assert.Equal(2, place.Id);
        // Fewer than asked for behind it: there may still be some before it.
        Assert.True(position.Moved(place, now, 2, [Message(3)]));
        Assert.Equal(QueuePlace.Head, position.Next());
        Assert.False(position.Moved(QueuePlace.Head, now, 2, []));
    }

    [Fact]
    public void Held_PlacesAreFilledInOrderAndNeverMore()
    {
        var held = new HeldMessages(2);

        var running = held.Add([Message(1), Message(2), Message(3)]);
        Assert.Equal([1, 2], running.Select(one => one.Message.Id));
        var next = held.End(running[0], complete: true, out var left);

        Assert.Equal(3, next!.Message.Id);
        Assert.Equal(new HeldCounts(0, 2, 1, 0), left);
        Assert.Equal(1, Assert.Single(held.TakeFinished()).Id);
        Assert.Equal(3, held.Counts.All);
        held.NotCommitted([Message(1)]);
        Assert.Equal(1, held.Counts.Finished);
    }

    [Fact]
    public void Held_ReadyThroughTwoReviews_IsHandedBack()
    {
        var held = new HeldMessages(1);
        held.Add([Message(1), Message(2)]);

        var first = held.Review();
        var second = held.Review();

        Assert.Equal([2, 1], first.Renew.Select(message => message.Id));
        Assert.Empty(first.GiveBack);
        Assert.Equal([1], second.Renew.Select(message => message.Id));
        Assert.Equal(2, Assert.Single(second.GiveBack).Id);
    }

    [Fact]
    public void Held_Lost_WaitingIsDroppedAndRunningIsNamed()
    {
        var held = new HeldMessages(1);
        held.Add([Message(1), Message(2), Message(3)]);

        Assert.Equal(1, Assert.Single(held.Lose([Message(1), Message(2)])).Message.Id);
        Assert.Equal(3, Assert.Single(held.Close()).Id);
    }

    private static ClaimedMessage Message(long id) => new()
    {
        Id = id, Queue = "q", Body = "", DequeueCount = 1, Claim = 7, EnqueuedAt = Instant.FromUnixTimeSeconds(0), DueAt = Instant.FromUnixTimeSeconds(id),
    };
}
