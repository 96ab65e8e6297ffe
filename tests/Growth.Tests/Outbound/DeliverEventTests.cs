using System.Globalization;
using Growth.Config;
using Growth.Outbound;
using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

public abstract class DeliverEventTests
{
    public sealed class OnSqlite : DeliverEventTests;

    public sealed class OnPostgres : DeliverEventTests;

    [Fact]
    public async Task Run_Emitted_ReachesTheReceiverSigned()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.EmitAsync();

        await store.PumpAsync();

        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("POST", "/hooks", "application/json"), (request.Method, request.Path, request.Type));
        Assert.True(request.Verifies(OutboundStore.Secret));
        Assert.False(request.Verifies(OutboundStore.Older));
        Assert.Matches("^evt_[0-9a-f]{32}$", request.Id);
        // Receivers compare it with real time, whatever time business has.
        Assert.Equal($"{store.Machine.Now.ToUnixTimeSeconds()}", request.Timestamp);
        var detail = await store.DetailAsync();
        Assert.Equal((detail.Body, "delivered", request.Id), (System.Text.Encoding.UTF8.GetString(request.Body), detail.Delivery.State, detail.Delivery.WebhookId));
        Assert.Equal((1, "accepted", 204), (Assert.Single(detail.Attempts).Number, detail.Attempts[0].Outcome, detail.Attempts[0].Status));
        Assert.Null(await store.EndpointAsync());
    }

    [Fact]
    public async Task Run_TwoSecrets_BothSign()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url) with { Secrets = ["${SECRET}", "${OLDER}"] }));
        await store.EmitAsync();

        await store.PumpAsync();

        var request = Assert.Single(receiver.Requests);
        Assert.Equal(2, request.Signature.Split(' ').Length);
        Assert.True(request.Verifies(OutboundStore.Secret));
        Assert.True(request.Verifies(OutboundStore.Older));
    }

    [Fact]
    public async Task Run_AlwaysRefused_IsTriedFor24HoursUnderOneIdAndGivenUp()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Receiver.Status(context, 500);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        var start = store.Store.Clock.Now;
        await store.EmitAsync();

        await store.RunUntilAsync(start + Duration.FromDays(3));

        var detail = await store.DetailAsync();
        Assert.Equal(("given-up", "refused (500)"), (detail.Delivery.State, detail.Delivery.Reason));
        var after = detail.Attempts.Select(attempt => attempt.BegunAt - start).ToList();
        // Up to a fifth of jitter on each of 0, 5 s, 1 m, 5 m, 30 m, 2 h, 4 h, 8 h, and the last one at the end.
        Assert.InRange(after.Count, 9, 10);
        Assert.Equal((Duration.Zero, Duration.FromHours(24)), (after[0], after[^1]));
        Assert.InRange(after[1], Duration.FromSeconds(5), Duration.FromSeconds(6));
        Assert.InRange(after[4] - after[3], Duration.FromMinutes(30), Duration.FromMinutes(36));
        Assert.Equal(after.Count, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(request => request.Id).Distinct(StringComparer.Ordinal));
        Assert.Equal(after.Count, receiver.Requests.Select(request => request.Timestamp).Distinct(StringComparer.Ordinal).Count());
        Assert.All(receiver.Requests, request => Assert.True(request.Verifies(OutboundStore.Secret)));
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(503, true)]
    public async Task Run_ReceiverAsksForPatience_HasIt(int status, bool date)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        var start = store.Store.Clock.Now;
        var later = store.Machine.Now + Duration.FromSeconds(600);
        receiver.Answer = context =>
        {
            context.Response.Headers.RetryAfter = date ? later.ToDateTimeUtc().ToString("r", CultureInfo.InvariantCulture) : "600";
            return Receiver.Status(context, status);
        };
        await store.EmitAsync();

        await store.PumpAsync();

        Assert.Equal(start + Duration.FromSeconds(600), Assert.Single(await store.DeliveriesAsync()).NextAt);
    }

    [Fact]
    public async Task Run_Gone_DisablesWarnsAndHoldsUntilEnabled()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Receiver.Status(context, 410);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.EmitAsync();
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(1));

        Assert.Equal("gone", (await store.EndpointAsync())!.DisabledReason);
        Assert.Equal(["outbound:crm"], await store.AlertsAsync());
        Assert.Single(await store.QueryAsync<string>("select key from message where key like 'webhook-disabled/crm/%'"));
        // The one that was answered is given up; the alert about it waits.
        Assert.Equal(["given-up", "waiting"], (await store.DeliveriesAsync()).Select(delivery => delivery.State));
        Assert.Single(receiver.Requests);

        receiver.Answer = static context => Receiver.Status(context, 200);
        await store.Wake.RunAsync(store.Secrets, CancellationToken.None);
        await store.PumpAsync();
        Assert.Single(receiver.Requests);

        Assert.Equal(1, await Switch(store).EnableAsync("crm", CancellationToken.None));
        store.Step(Duration.FromSeconds(1));
        await store.PumpAsync();
        Assert.Equal(["given-up", "delivered"], (await store.DeliveriesAsync()).Select(delivery => delivery.State));
        Assert.Empty(await store.AlertsAsync());
        Assert.Null(await Switch(store).EnableAsync("nobody", CancellationToken.None));
    }

    [Fact]
    public async Task Run_FailsForDays_IsDisabledOnceWithAWarningAndNothingIsLost()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Receiver.Status(context, 404);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url, OutboundType.AlertRaised)));
        var start = store.Store.Clock.Now;
        for (var day = 0; day < 5; day++)
        {
            await store.EmitAsync($"day {day}");
            await store.RunUntilAsync(start + Duration.FromDays(day + 1));
        }

        var endpoint = (await store.EndpointAsync())!;
        Assert.Equal("failing", endpoint.DisabledReason);
        Assert.InRange(endpoint.DisabledAt!.Value - start, DecideDelivery.FailingToDisable, Duration.FromDays(4));
        Assert.Single(await store.QueryAsync<string>("select key from message where key like 'webhook-disabled/crm/%'"));
        var asked = receiver.Requests.Count;

        receiver.Answer = static context => Receiver.Status(context, 200);
        await Switch(store).EnableAsync("crm", CancellationToken.None);
        store.Step(Duration.FromSeconds(1));
        await store.PumpAsync();

        Assert.True(receiver.Requests.Count > asked);
        Assert.All((await store.DeliveriesAsync()).Where(delivery => delivery.CreatedAt > endpoint.DisabledAt), delivery => Assert.Equal("delivered", delivery.State));
        Assert.DoesNotContain((await store.DeliveriesAsync()), delivery => delivery.State is "waiting" or "sending");
    }

    [Fact]
    public async Task Run_DiesBetweenCallAndRecord_SendsTheSameIdAgain()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        using var killed = new CancellationTokenSource();
        receiver.Answer = async context =>
        {
            await killed.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await store.EmitAsync();
        var message = Assert.Single(await store.Store.Queue.ClaimAsync(EmitEvent.Queue, 1, Duration.Zero));
        var id = Json.Read<DeliveryDue>(message.Body).Id;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Process().RunAsync(id, killed.Token));
        Assert.Equal("sending", (await store.DetailAsync()).Delivery.State);
        receiver.Answer = static context => Receiver.Status(context, 200);
        // Its message comes again while the first attempt might still run: it waits for that, and then for nothing.
        await store.Process().RunAsync(id, CancellationToken.None);
        Assert.Single(receiver.Requests);
        store.Step(DeliverEvent.MayRunFor);
        await store.Process().RunAsync(id, CancellationToken.None);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(receiver.Requests[0].Id, receiver.Requests[1].Id);
        Assert.True(receiver.Requests[0].Body.AsSpan().SequenceEqual(receiver.Requests[1].Body));
        var detail = await store.DetailAsync();
        Assert.Equal("delivered", detail.Delivery.State);
        Assert.Equal([null, "accepted"], detail.Attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Run_LateOutcomeOfAnEarlierAttempt_CountsOnlyWhenItIsASuccess()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async context =>
        {
            await release.Task;
            context.Response.StatusCode = 200;
        };
        await store.EmitAsync();
        var id = Assert.Single(await store.DeliveriesAsync()).Id;
        var slow = store.Process().RunAsync(id, CancellationToken.None);
        await receiver.CountAsync(1);

        receiver.Answer = static context => Receiver.Status(context, 500);
        store.Step(DeliverEvent.MayRunFor);
        await store.Process().RunAsync(id, CancellationToken.None);
        Assert.Equal("waiting", (await store.DetailAsync()).Delivery.State);
        release.SetResult();
        await slow;

        var detail = await store.DetailAsync();
        Assert.Equal(("delivered", "accepted", "refused"), (detail.Delivery.State, detail.Attempts[0].Outcome, detail.Attempts[1].Outcome));
        Assert.Equal(0, await store.PumpAsync() - 1);
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(2));
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task Run_SecretIsNotSet_WaitsWithAnAlertAndBurnsNothing()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url, OutboundType.WeekClosed, OutboundType.AlertRaised) with { Secrets = ["${SECRET}", "${NEW}"] }));
        await store.EmitAsync();
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(2));

        Assert.Equal(["outbound:crm"], await store.AlertsAsync());
        Assert.All(await store.DeliveriesAsync(), delivery => Assert.Equal(("waiting", 0, "NEW is not set"), (delivery.State, delivery.Attempts, delivery.Reason)));
        Assert.Equal(0, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));

        store.Settings["NEW"] = OutboundStore.Older;
        Assert.Equal(2, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        await store.PumpAsync();
        Assert.All(await store.DeliveriesAsync(), delivery => Assert.Equal("delivered", delivery.State));
        Assert.Empty(await store.AlertsAsync());
    }

    [Fact]
    public async Task Run_RestoredAndPaused_SendsNothingAndAfterwardsUnderTheSameId()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.EmitAsync();
        var backup = (await store.DetailAsync()).Delivery.WebhookId;
        await store.Store.Database.WriteAsync(async transaction =>
        {
            foreach (var statement in Restores.Script(store.Store.Clock.Now)) await transaction.ExecuteAsync(statement);
        });

        await store.PumpAsync();
        store.Step(Duration.FromMinutes(10));
        Assert.Equal(0, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        Assert.Empty(receiver.Requests);

        await store.Store.Database.WriteAsync(transaction => Restores.ResumeAsync(transaction, store.Store.Clock.Now));
        Assert.Equal(1, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        await store.PumpAsync();
        Assert.Equal(backup, Assert.Single(receiver.Requests).Id);
    }

    [Fact]
    public async Task Run_EndpointFails_OneDeliveryTriesForAllUntilItIsBack()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Receiver.Status(context, 500);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        for (var i = 0; i < 20; i++) await store.EmitAsync($"{i}");
        var start = store.Store.Clock.Now;

        await store.RunUntilAsync(start + Duration.FromHours(1));
        // 5 s, 30 s, 2 m, 5 m, then every 10 m: not one of 20 at each.
        Assert.InRange(receiver.Requests.Count, 8, 12);
        Assert.InRange(receiver.Requests.Select(request => request.Id).Distinct(StringComparer.Ordinal).Count(), 2, 20);

        receiver.Answer = static context => Receiver.Status(context, 200);
        await store.RunUntilAsync(start + Duration.FromHours(24));
        Assert.All(await store.DeliveriesAsync(), delivery => Assert.Equal("delivered", delivery.State));
        Assert.Null(await store.EndpointAsync());
    }

    [Fact]
    public async Task Run_ManyAtOnceInOneProcess_CallsOneAfterTheOtherAndEachSuccessCallsTheNext()
    {
        await using var receiver = await Receiver.StartAsync();
        var (under, most) = (0, 0);
        receiver.Answer = async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            await Task.Delay(20, context.RequestAborted);
            Interlocked.Decrement(ref under);
        };
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        for (var i = 0; i < 12; i++) await store.EmitAsync($"{i}");
        var process = store.Process();

        await Task.WhenAll((await store.DeliveriesAsync()).Select(delivery => Task.Run(() => process.RunAsync(delivery.Id, CancellationToken.None))));
        // No time passes: nothing comes by itself.
        await store.PumpAsync(process);

        Assert.Equal(1, most);
        Assert.Equal(12, receiver.Requests.Select(request => request.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(12, receiver.Requests.Count);
    }

    [Fact]
    public async Task Run_TwoProcessesAtOnce_CallOnce()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Task.Delay(200, context.RequestAborted);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.EmitAsync();
        var id = Assert.Single(await store.DeliveriesAsync()).Id;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => store.Process().RunAsync(id, CancellationToken.None))));
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromHours(1));

        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PausedOrTakenOutOfConfig_WaitsUntilItIsBack(bool paused)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.EmitAsync();
        if (paused) await store.ApplyAsync(("crm", OutboundStore.Webhook(receiver.Url) with { Paused = true }));
        else await store.ApplyAsync();

        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(2));
        Assert.Equal(0, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        Assert.Empty(receiver.Requests);

        await store.ApplyAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        Assert.Equal(1, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        await store.PumpAsync();
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Wake_MessageWasPurged_QueuesItAgainAndMoreThanAChunk()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        await store.Store.Database.WriteAsync(async transaction =>
        {
            for (var i = 0; i <= WakeDeliveries.Chunk; i++) await store.Emit.RunAsync(transaction, $"{i}", new AlertRaised { Key = "k", Text = "t", RaisedAt = store.Store.Clock.Now });
            await transaction.ExecuteAsync("update outbound_delivery set next_at = next_at");
        });
        await store.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from queue_message"));

        Assert.Equal(0, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        store.Step(WakeDeliveries.Patience);

        Assert.Equal(WakeDeliveries.Chunk + 1, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        Assert.Equal(0, await store.Wake.RunAsync(store.Secrets, CancellationToken.None));
        Assert.Equal(WakeDeliveries.Chunk + 1, Assert.Single(await store.QueryAsync<int>("select count(*) from queue_message")));
    }

    [Fact]
    public async Task Resend_Ended_IsSentAgainUnderItsIdWithItsTime()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Receiver.Status(context, 400);
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)));
        var resend = new ResendDelivery(store.Store.Database, store.Store.Queue, store.Store.Clock);
        await store.EmitAsync();
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(2));
        var tried = receiver.Requests.Count;
        var id = (await store.DetailAsync()).Delivery.Id;

        Assert.Equal(ResendResult.Queued, await resend.RunAsync(id, force: false, CancellationToken.None));
        await store.PumpAsync();
        Assert.Equal("waiting", (await store.DetailAsync()).Delivery.State);
        receiver.Answer = static context => Receiver.Status(context, 202);
        await store.RunUntilAsync(store.Store.Clock.Now + Duration.FromDays(2));

        Assert.Equal("delivered", (await store.DetailAsync()).Delivery.State);
        Assert.Equal(tried + 2, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(request => request.Id).Distinct(StringComparer.Ordinal));
        Assert.Equal(ResendResult.Delivered, await resend.RunAsync(id, force: false, CancellationToken.None));
        Assert.Equal(ResendResult.Queued, await resend.RunAsync(id, force: true, CancellationToken.None));
        Assert.Equal(ResendResult.Missing, await resend.RunAsync(id + 99, force: true, CancellationToken.None));
    }

    private static SwitchEndpoint Switch(OutboundStore store) => new(store.Store.Database, store.Alerts, store.Wake, store.Store.Clock);
}
