using Growth.Notifications;
using NodaTime;
using Xunit;

namespace Growth.Tests.Notifications;

public abstract class SendMessageTests
{
    public sealed class OnSqlite : SendMessageTests;

    public sealed class OnPostgres : SendMessageTests;

    [Fact]
    public async Task Run_TeamMessage_WritesOneReadableFileUnderItsDueTime()
    {
        await using var sending = await SendingStore.CreateAsync();
        await sending.QueueAsync(SendingStore.Message() with { Html = "<p>x</p>" });
        sending.Store.Time.Set(sending.Store.Clock.Now + Duration.FromHours(7));

        await sending.Sender().RunAsync("k", default);

        // 12:00 UTC on the 22nd is 20:00 in Shanghai, however late the attempt is.
        Assert.Equal(
            ["email/2026-11-22/200000-team-team@example.com-8254c329.html", "email/2026-11-22/200000-team-team@example.com-8254c329.md"],
            sending.Files);
        var text = await File.ReadAllTextAsync(Path.Combine(sending.Outbox, sending.Files[1]));
        Assert.Contains("to: \"team:team@example.com\"\n", text, StringComparison.Ordinal);
        Assert.Contains("subject: \"题: \\\"quoted\\\"\"\n", text, StringComparison.Ordinal);
        Assert.Contains("sentAt: 2026-11-22T19:00:00Z\n", text, StringComparison.Ordinal);
        Assert.EndsWith("---\n\nHello\n你好\n", text, StringComparison.Ordinal);
        Assert.Equal("sent", (await sending.RowAsync()).State);
    }

    [Fact]
    public async Task Queue_SameKeyAgain_IsNotQueuedAgain()
    {
        await using var sending = await SendingStore.CreateAsync();

        Assert.True(await sending.QueueAsync(SendingStore.Message()));
        Assert.False(await sending.QueueAsync(SendingStore.Message() with { Body = "other" }));

        Assert.Equal(1, await sending.DueAsync());
        Assert.Equal("Hello\n你好", (await sending.RowAsync()).Body);
    }

    [Fact]
    public async Task Run_Again_DoesNothing()
    {
        await using var sending = await SendingStore.CreateAsync();
        await sending.QueueAsync(SendingStore.Message());
        var counting = new FakeChannel("file");

        await sending.Sender(counting).RunAsync("k", default);
        await sending.Sender(counting).RunAsync("k", default);

        Assert.Single(counting.Sent);
    }

    [Theory]
    [InlineData(Crash.BeforeSending)]
    [InlineData(Crash.AfterSending)]
    public async Task Run_CrashAroundTheFile_LeavesOneFileAfterRedelivery(Crash crash)
    {
        await using var sending = await SendingStore.CreateAsync();
        await sending.QueueAsync(SendingStore.Message());
        var dying = new DyingChannel(sending.File, crash);

        await Assert.ThrowsAsync<IOException>(() => sending.Sender(dying).RunAsync("k", default));
        Assert.Equal("sending", (await sending.RowAsync()).State);
        sending.Store.Time.Set(sending.Store.Clock.Now + Duration.FromMinutes(3));
        await sending.Sender().RunAsync("k", default);

        Assert.Single(sending.Files);
        var row = await sending.RowAsync();
        Assert.Equal(("sent", crash == Crash.BeforeSending ? 2 : 1), (row.State, row.Attempt));
    }

    [Fact]
    public async Task Run_CrashWithAChannelThatCannotTell_IsUnknownAndNeverSentAgain()
    {
        await using var sending = await SendingStore.CreateAsync(("email", "sendgrid"));
        await sending.QueueAsync(SendingStore.Message("k", "team:a@example.com", "email", "email"));
        var deaf = new FakeChannel("sendgrid") { Throw = true };

        await Assert.ThrowsAsync<IOException>(() => sending.Sender(deaf).RunAsync("k", default));
        await sending.Sender(deaf).RunAsync("k", default);
        await sending.Sender(deaf).RunAsync("k", default);

        Assert.Equal("unknown", (await sending.RowAsync()).State);
        Assert.Single(deaf.Sent);
    }

    [Fact]
    public async Task Run_OutcomeKnownAfterARedeliveryGaveUp_IsSent()
    {
        await using var sending = await SendingStore.CreateAsync(("email", "sendgrid"));
        await sending.QueueAsync(SendingStore.Message());
        var slow = new FakeChannel("sendgrid") { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };

        var first = sending.Sender(slow).RunAsync("k", default);
        await slow.Entered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await sending.Sender(slow).RunAsync("k", default);
        Assert.Equal("unknown", (await sending.RowAsync()).State);
        slow.Gate.SetResult();
        await first;

        Assert.Equal("sent", (await sending.RowAsync()).State);
        Assert.Single(slow.Sent);
    }

    [Fact]
    public async Task Run_ManyWorkersAtOnce_LeaveOneFile()
    {
        await using var sending = await SendingStore.CreateAsync();
        await sending.QueueAsync(SendingStore.Message() with { Html = "<p>x</p>" });

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => sending.Sender().RunAsync("k", default))));

        Assert.Equal(2, sending.Files.Count);
        Assert.Equal("sent", (await sending.RowAsync()).State);
    }

    [Fact]
    public async Task Run_Expired_IsNotSent()
    {
        await using var sending = await SendingStore.CreateAsync();
        var expires = sending.Store.Clock.Now + Duration.FromHours(1);
        await sending.QueueAsync(SendingStore.Message() with { ExpiresAt = expires });
        sending.Store.Time.Set(expires + Duration.FromMilliseconds(1));

        await sending.Sender().RunAsync("k", default);

        Assert.Equal("expired", (await sending.RowAsync()).State);
        Assert.Empty(sending.Files);
    }

    [Fact]
    public async Task Run_Rejected_TriesTheNextChannelAndThenGivesUp()
    {
        await using var sending = await SendingStore.CreateAsync(("push", "file"), ("email", "sendgrid"));
        await sending.QueueAsync(SendingStore.Message("k", "team:a@example.com", "push", "email"));
        await sending.QueueAsync(SendingStore.Message("all-refuse", "team:a@example.com", "email"));
        var b = new FakeChannel("sendgrid");

        await sending.Sender(new FakeChannel("file") { Result = new SendResult.Rejected("blocked") }, b).RunAsync("k", default);
        b.Result = new SendResult.Rejected("mailbox is gone");
        await sending.Sender(b).RunAsync("all-refuse", default);

        Assert.Equal("rejected", (await sending.RowAsync("all-refuse")).State);
        Assert.Equal(("sent", "email"), ((await sending.RowAsync()).State, (await sending.RowAsync()).Channel));
    }

    [Fact]
    public async Task Run_RetryAfter_IsQueuedForThenAndSentUnderANewAttempt()
    {
        await using var sending = await SendingStore.CreateAsync(("email", "sendgrid"));
        await sending.QueueAsync(SendingStore.Message());
        await sending.Store.Queue.ClaimAsync(QueueMessage.Queue, 1, Duration.FromHours(1));
        var busy = new FakeChannel("sendgrid") { Result = new SendResult.RetryAfter(Duration.FromMinutes(5), "throttled") };

        await sending.Sender(busy).RunAsync("k", default);
        Assert.Equal("queued", (await sending.RowAsync()).State);
        Assert.Equal(0, await sending.DueAsync());
        sending.Store.Time.Set(sending.Store.Clock.Now + Duration.FromMinutes(5));
        Assert.Equal(1, await sending.DueAsync());
        busy.Result = new SendResult.Sent("1");
        await sending.Sender(busy).RunAsync("k", default);

        Assert.Equal(["k/email/1", "k/email/2"], busy.Sent);
    }

    [Theory]
    [InlineData("email", "sendgrid")]
    [InlineData("other", "file")]
    public async Task Run_ChannelThatCannotSend_HoldsTheMessageAndRaisesAnAlert(string name, string kind)
    {
        await using var sending = await SendingStore.CreateAsync((name, kind));
        await sending.QueueAsync(SendingStore.Message("k", "team:a@example.com", name == "email" ? "other" : "email", "other"));

        await sending.Sender().RunAsync("k", default);

        Assert.StartsWith("channel:", Assert.Single(await sending.AlertsAsync()).Key, StringComparison.Ordinal);
        Assert.Equal(("queued", 0), ((await sending.RowAsync()).State, (await sending.RowAsync()).Attempt));

        await sending.ApplyAsync(("email", "file"), ("other", "file"));
        await sending.Sender().RunAsync("k", default);

        Assert.Single(sending.Files);
        Assert.Empty(await sending.AlertsAsync());
    }

    [Fact]
    public async Task Run_ReaderWhoseConsentEnded_IsNotReachedOnThatChannel()
    {
        await using var sending = await SendingStore.CreateAsync();
        await sending.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            insert into reader (id, key, ref, created_at) values (7, 'v:7', 'ref7', 0);
            insert into subscription (reader_id, channel, text_version, consented_at, ended_at) values (7, 'email', 'v1', 0, 5), (7, 'push', 'v1', 0, null);
            """));
        await sending.QueueAsync(SendingStore.Message("k", "reader:7", "email", "push"));
        await sending.QueueAsync(SendingStore.Message("none", "reader:7", "email"));

        await sending.Sender().RunAsync("k", default);
        await sending.Sender().RunAsync("none", default);

        Assert.StartsWith("push/", Assert.Single(sending.Files), StringComparison.Ordinal);
        Assert.Contains("address: \"ref7\"", await File.ReadAllTextAsync(Path.Combine(sending.Outbox, sending.Files[0])), StringComparison.Ordinal);
        Assert.Equal("rejected", (await sending.RowAsync("none")).State);
    }
}
