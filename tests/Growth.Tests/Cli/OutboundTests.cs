using System.Text.Json;
using Growth.Config;
using Growth.Outbound;
using Growth.Storage;
using Growth.Tests.Notifications;
using Growth.Tests.Outbound;
using Growth.Time;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class OutboundTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("show", "1")]
    [InlineData("resend", "1")]
    [InlineData("enable", "crm")]
    [InlineData("disable", "crm")]
    public async Task NoStoreYet_SaysWhatToDo(params string[] args)
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync(["outbound", .. args]);

        Assert.Equal(3, result.Code);
        Assert.Contains("growth migrate", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsDeliveriesAndEndpointsInTrouble()
    {
        using var folder = new CliFolder();
        await SeedAsync(folder);

        var all = await folder.RunAsync("outbound", "list");
        var given = await folder.RunAsync("outbound", "list", "--state", "given-up", "--endpoint", "crm");
        using var json = JsonDocument.Parse((await folder.RunAsync("outbound", "list", "--json")).Out);

        Assert.StartsWith("crm: disabled (failing, 2026-11-22T12:00:00Z); growth outbound enable crm\n", all.Out, StringComparison.Ordinal);
        Assert.Contains("waiting    crm  alert.raised:b  try 0  the endpoint is disabled\n", all.Out, StringComparison.Ordinal);
        Assert.Single(given.Out.Split('\n'), line => line.Contains("given-up   crm  alert.raised:a  try 1  refused (500)", StringComparison.Ordinal));
        Assert.DoesNotContain("alert.raised:b", given.Out, StringComparison.Ordinal);
        Assert.Equal((2, "failing"), (json.RootElement.GetProperty("deliveries").GetArrayLength(), json.RootElement.GetProperty("endpoints")[0].GetProperty("disabledReason").GetString()));
        Assert.Contains("There is no delivery.", (await folder.RunAsync("outbound", "list", "--endpoint", "other")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_HasEveryAttemptAndWhatIsSent()
    {
        using var folder = new CliFolder();
        await SeedAsync(folder);

        var result = await folder.RunAsync("outbound", "show", "1");
        using var json = JsonDocument.Parse((await folder.RunAsync("outbound", "show", "1", "--json")).Out);

        Assert.Contains("    1  2026-11-22T12:00:00Z  refused  500  12 ms\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("    2  2026-11-22T12:00:00Z  no outcome  -  -\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("{\"type\":\"alert.raised\"", result.Out, StringComparison.Ordinal);
        Assert.Equal(500, json.RootElement.GetProperty("attempts")[0].GetProperty("status").GetInt32());
        Assert.Equal(1, (await folder.RunAsync("outbound", "show", "99")).Code);
    }

    [Fact]
    public async Task Resend_AsksForForceWhereItWasDelivered()
    {
        using var folder = new CliFolder();
        await using var database = await SeedAsync(folder);

        Assert.Equal("Delivery 1 is queued.\n", (await folder.RunAsync("outbound", "resend", "1")).Out);
        await database.WriteAsync(transaction => transaction.ExecuteAsync("update outbound_delivery set state = 'delivered', ended_at = 1 where id = 1"));
        var refused = await folder.RunAsync("outbound", "resend", "1");

        Assert.Equal(1, refused.Code);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await folder.RunAsync("outbound", "resend", "1", "--force")).Code);
        Assert.Equal(1, (await folder.RunAsync("outbound", "resend", "99")).Code);
    }

    [Fact]
    public async Task EnableAndDisable_TurnItOnAndOff()
    {
        using var folder = new CliFolder();
        await SeedAsync(folder);
        Assert.Contains("outbound:crm", (await folder.RunAsync("doctor")).Out, StringComparison.Ordinal);

        Assert.Equal("crm is on; 1 events are queued.\n", (await folder.RunAsync("outbound", "enable", "crm")).Out);
        Assert.DoesNotContain("outbound:crm", (await folder.RunAsync("doctor")).Out, StringComparison.Ordinal);
        Assert.Equal("crm is off.\n", (await folder.RunAsync("outbound", "disable", "crm")).Out);
        Assert.Contains("crm: disabled (by hand, ", (await folder.RunAsync("outbound", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await folder.RunAsync("outbound", "enable", "nobody")).Code);
        Assert.Equal(1, (await folder.RunAsync("outbound", "disable", "nobody")).Code);
    }

    [Theory]
    [InlineData("list", "--state", "lost")]
    [InlineData("list", "--limit", "0")]
    [InlineData("show", "x")]
    [InlineData("show")]
    [InlineData("enable")]
    public async Task Usage_Wrong_IsExitCode2(params string[] args)
    {
        using var folder = new CliFolder();

        Assert.Equal(2, (await folder.RunAsync(["outbound", .. args])).Code);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("resend")]
    [InlineData("enable")]
    [InlineData("disable")]
    public async Task Help_OfEachPart_NamesItWhole(string command)
    {
        using var folder = new CliFolder(workspace: false);

        var help = await folder.RunAsync("outbound", command, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"  growth outbound {command}", help.Out, StringComparison.Ordinal);
        Assert.Contains($"  {command} ", (await folder.RunAsync("outbound")).Out, StringComparison.Ordinal);
    }

    /// <summary>An endpoint that was disabled, a delivery that was given up and one that waits.</summary>
    private static async Task<Database> SeedAsync(CliFolder folder)
    {
        Assert.Equal(0, (await folder.RunAsync("migrate")).Code);
        var database = new SqliteDatabase(new StorageOptions { Path = folder.Database });
        var clock = new BusinessClock(new SteppedTime(NodaTime.Instant.FromUtc(2026, 11, 22, 12, 0)));
        var emit = new EmitEvent(new DatabaseQueue(database, clock, new MachineClock(TimeProvider.System), new QueueSignal()), clock);
        var config = SendingStore.Config(("email", "file")) with { Webhooks = new Dictionary<string, WebhookConfig> { ["crm"] = OutboundStore.Webhook(new Uri("https://crm.example.com")) } };
        await database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("insert into workspace_version (version, hash, config, applied_at) values (1, 'h', @config, 0)", new { config = Json.Write(config) });
            foreach (var key in (string[])["a", "b"]) await emit.RunAsync(transaction, key, new AlertRaised { Key = key, Text = "t", RaisedAt = clock.Now });
            var now = clock.Now;
            await transaction.ExecuteAsync("update outbound_delivery set state = 'given-up', attempt = 1, reason = 'refused (500)', ended_at = @now where id = 1", new { now });
            await transaction.ExecuteAsync("update outbound_delivery set reason = 'the endpoint is disabled' where id = 2");
            await transaction.ExecuteAsync("insert into outbound_attempt (delivery_id, number, begun_at, outcome, status, took_ms) values (1, 1, @now, 'refused', 500, 12), (1, 2, @now, null, null, null)", new { now });
            await new EndpointHealth { Name = "crm", Failures = 12, FailingSince = now, DisabledAt = now, DisabledReason = "failing" }.StoreAsync(transaction);
            await new Alerts(clock).RaiseAsync(transaction, "outbound:crm", "t");
        });
        return database;
    }
}
