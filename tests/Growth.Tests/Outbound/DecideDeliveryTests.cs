using Growth.Config;
using Growth.Outbound;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

public sealed class DecideDeliveryTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly WebhookConfig Webhook = new() { Url = new Uri("https://example.com"), Secrets = ["${S}"] };
    private static readonly WebhookKeys Keys = new([new byte[32]], null);
    private static readonly StoredDelivery Delivery = new() { Id = 1, Endpoint = "crm", NextAt = Now, GiveUpAt = Now + Duration.FromHours(24) };
    private static readonly EndpointHealth Well = new() { Name = "crm" };
    private static readonly PostAnswer Refused = new(PostResult.Failed, "refused", 500);

    [Fact]
    public void Begin_Due_IsAnAttempt() => Assert.IsType<DeliveryStep.Attempt>(Begin(Delivery));

    [Theory]
    [InlineData("delivered", 0)]
    [InlineData("given-up", 0)]
    [InlineData("waiting", 1)]
    public void Begin_EndedOrAnotherMessageComes_IsDone(string state, int secondsAhead) =>
        Assert.IsType<DeliveryStep.Done>(Begin(Delivery with { State = state, NextAt = Now + Duration.FromSeconds(secondsAhead) }));

    [Fact]
    public void Begin_WorkspaceIsToBlame_Holds()
    {
        Assert.False(Held(DecideDelivery.Begin(Delivery, Well, null, Keys, Now, Now, null)).Alert);
        Assert.False(Held(DecideDelivery.Begin(Delivery, Well, Webhook with { Paused = true }, Keys, Now, Now, null)).Alert);
        Assert.False(Held(DecideDelivery.Begin(Delivery, Well with { DisabledAt = Now }, Webhook, Keys, Now, Now, null)).Alert);
        Assert.True(Held(DecideDelivery.Begin(Delivery, Well, Webhook, new WebhookKeys([], "S is not set"), Now, Now, null)).Alert);

        static DeliveryStep.Hold Held(DeliveryStep step) => Assert.IsType<DeliveryStep.Hold>(step);
    }

    [Fact]
    public void Begin_SomethingStandsInTheWay_WaitsForThat()
    {
        Assert.Equal(new DeliveryStep.Wait(Duration.FromSeconds(7)), Begin(Delivery, Well with { Failures = 1, RetryAt = Now + Duration.FromSeconds(7) }));
        Assert.Equal(new DeliveryStep.Wait(Duration.FromSeconds(3)), DecideDelivery.Begin(Delivery, Well, Webhook, Keys, Now, Now, Duration.FromSeconds(3)));
        // The lease of an attempt is machine time.
        var machine = Now + Duration.FromDays(900);
        var under = Delivery with { State = "sending", SendingUntil = machine + Duration.FromSeconds(9) };
        Assert.Equal(new DeliveryStep.Wait(Duration.FromSeconds(9)), DecideDelivery.Begin(under, Well, Webhook, Keys, Now, machine, null));
        Assert.IsType<DeliveryStep.Attempt>(DecideDelivery.Begin(under, Well, Webhook, Keys, Now, machine + Duration.FromSeconds(9), null));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 60)]
    [InlineData(3, 300)]
    [InlineData(4, 1_800)]
    [InlineData(5, 7_200)]
    [InlineData(6, 14_400)]
    [InlineData(7, 28_800)]
    [InlineData(8, 28_800)]
    public void After_Failure_IsTriedAgainAfterAGrowingPauseWithUpToAFifthMore(int tries, int seconds)
    {
        var least = After(Delivery with { Tries = tries }, jitter: 0);
        var most = After(Delivery with { Tries = tries }, jitter: 1);

        Assert.Equal(("waiting", Duration.FromSeconds(seconds)), (least.State, least.NextAt - Now));
        Assert.Equal(Duration.FromSeconds(seconds * 1.2), most.NextAt - Now);
    }

    [Fact]
    public void After_FailureNearTheEnd_HasItsLastAttemptAtTheEndAndIsThenGivenUp()
    {
        var late = Delivery with { Tries = 8, GiveUpAt = Now + Duration.FromHours(1) };

        Assert.Equal(("waiting", late.GiveUpAt), (After(late).State, After(late).NextAt));
        Assert.Equal("given-up", After(late with { GiveUpAt = Now }).State);
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(1, 5)]
    [InlineData(1_000_000, 14_400)]
    public void After_ReceiverAsksForPatience_HasItWithinBounds(int asked, int seconds)
    {
        var after = After(Delivery with { Tries = 1 }, Refused with { RetryAfter = Duration.FromSeconds(asked) });

        Assert.Equal(Now + Duration.FromSeconds(seconds), after.NextAt);
        Assert.Equal(Now + Duration.FromSeconds(seconds), after.Endpoint.RetryAt);
    }

    [Fact]
    public void After_Gone_DisablesAtOnce()
    {
        var after = After(Delivery with { Tries = 1 }, new PostAnswer(PostResult.Gone, "gone", 410));

        Assert.Equal(("given-up", Now, "gone"), (after.State, after.Endpoint.DisabledAt, after.Endpoint.DisabledReason));
    }

    [Theory]
    [InlineData(9, 72, true)]
    [InlineData(8, 72, false)]
    [InlineData(9, 71, false)]
    [InlineData(500, 1, false)]
    public void After_LastingFailure_DisablesByCountAndTime(int failures, int hours, bool disables)
    {
        var after = DecideDelivery.After(Delivery with { Tries = 1 }, Well with { Failures = failures, FailingSince = Now - Duration.FromHours(hours) }, Refused, Now, 0);

        Assert.Equal(disables ? "failing" : null, after.Endpoint.DisabledReason);
        Assert.Equal("waiting", after.State);
    }

    [Fact]
    public void After_Success_ForgetsFailuresAndNotThatAPersonDisabledIt()
    {
        var after = DecideDelivery.After(Delivery, Well with { Failures = 9, FailingSince = Now, RetryAt = Now, DisabledAt = Now, DisabledReason = "by hand" }, new PostAnswer(PostResult.Accepted, "accepted", 204), Now, 0);

        Assert.Equal("delivered", after.State);
        Assert.Equal(Well with { DisabledAt = Now, DisabledReason = "by hand" }, after.Endpoint);
    }

    private static DeliveryStep Begin(StoredDelivery delivery, EndpointHealth? endpoint = null) => DecideDelivery.Begin(delivery, endpoint ?? Well, Webhook, Keys, Now, Now, null);

    private static DeliveryOutcome After(StoredDelivery delivery, PostAnswer? answer = null, double jitter = 0) => DecideDelivery.After(delivery, Well, answer ?? Refused, Now, jitter);
}
