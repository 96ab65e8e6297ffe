using System.Text.Json;
using Growth.Embedded;
using Growth.Functions.Storefronts;
using Growth.Tests.Storefronts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class WebhooksTests
{
    private const string Unfit = """{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","buyer":{"phone":"13800138000"}}}""";

    [Theory]
    [InlineData("list")]
    [InlineData("show", "1")]
    [InlineData("replay")]
    public async Task NoStoreYet_SaysWhatToDo(params string[] args)
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync(["webhooks", .. args]);

        Assert.Equal(3, result.Code);
        Assert.Contains("growth migrate", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task Send_ToTheRunningHost_IsListedShownAndReplayed()
    {
        using var folder = Folder(WebhooksDocument.Examples["order.created"]);
        var sink = new RecordingSink();
        await using var host = await StartAsync(folder, sink);
        var url = host.Address.ToString();
        File.WriteAllText(Path.Combine(folder.Root, "unfit.json"), Unfit);

        var sent = await folder.RunAsync("webhooks", "send", "shop", "-", "--url", url, "--id", "msg_1");
        var again = await folder.RunAsync("webhooks", "send", "shop", "-", "--url", url, "--id", "msg_1");
        var unfit = await folder.RunAsync("webhooks", "send", "shop", "unfit.json", "--url", url, "--id", "msg_2");
        await host.WhenIdleAsync();

        Assert.Equal((0, "204 No Content  webhook-id: msg_1\n"), (sent.Code, sent.Out));
        Assert.Equal(0, again.Code + unfit.Code);
        var list = await folder.RunAsync("webhooks", "list");
        Assert.Contains("shop        order.created  applied            1", list.Out, StringComparison.Ordinal);
        Assert.Contains("set-aside  data.buyer.phone must be a text: E.164", list.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await folder.RunAsync("webhooks", "list", "--state", "set-aside", "--since", "2026-01-01", "--json")).Out);
        var id = json.RootElement.GetProperty("webhooks")[0].GetProperty("id").GetInt64();
        Assert.Equal(1, json.RootElement.GetProperty("totals").GetArrayLength());

        var shown = await folder.RunAsync("webhooks", "show", $"{id - 1}");
        Assert.Contains("order.created:1001", shown.Out, StringComparison.Ordinal);
        Assert.Contains("webhook-id: msg_1", shown.Out, StringComparison.Ordinal);
        Assert.Contains("+86***00", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("13800138000", shown.Out, StringComparison.Ordinal);
        Assert.Contains("does not fit now: data.buyer.phone", (await folder.RunAsync("webhooks", "show", $"{id}")).Out, StringComparison.Ordinal);
        Assert.Equal(Unfit, (await folder.RunAsync("webhooks", "show", $"{id}", "--body")).Out);

        Assert.Contains("1 requests of shop were verified but do not fit", (await folder.RunAsync("doctor", "--no-color")).Out, StringComparison.Ordinal);
        Assert.Equal("1 requests would be replayed.\n", (await folder.RunAsync("webhooks", "replay", "--dry-run")).Out);
        Assert.Equal("1 requests are back in the queue.\n", (await folder.RunAsync("webhooks", "replay", "--storefront", "shop")).Out);
        Assert.Equal("There is no request to replay.\n", (await folder.RunAsync("webhooks", "replay", "--storefront", "nobody")).Out);
        Assert.Equal(1, (await folder.RunAsync("webhooks", "replay", "--id", "4711")).Code);
        Assert.Equal("1 requests are back in the queue.\n", (await folder.RunAsync("webhooks", "replay", "--id", $"{id - 1}")).Out);
        await host.WhenIdleAsync();
        Assert.Equal(2, sink.Calls);
    }

    [Fact]
    public async Task Send_DataWithAType_MakesTheEnvelope()
    {
        using var folder = Folder("""{"sku":"READ-21","available":3}""");
        var sink = new RecordingSink();
        await using var host = await StartAsync(folder, sink);

        var sent = await folder.RunAsync("webhooks", "send", "shop", "-", "--type", "stock.changed", "--url", host.Address.ToString());
        await host.WhenIdleAsync();

        Assert.Equal((0, 1), (sent.Code, sink.Calls));
    }

    [Fact]
    public async Task Send_WhatCannotBe_SaysWhy()
    {
        using var unset = new CliFolder { Input = "{}" };
        using var folder = Folder("no json");

        var noSecret = await unset.RunAsync("webhooks", "send", "shop", "-");
        var noShop = await folder.RunAsync("webhooks", "send", "nobody", "-");
        var noJson = await folder.RunAsync("webhooks", "send", "shop", "-", "--type", "order.paid");
        var noFile = await folder.RunAsync("webhooks", "send", "shop", "missing.json");
        var noHost = await folder.RunAsync("webhooks", "send", "shop", "-", "--url", "http://127.0.0.1:9");

        Assert.Equal((1, 1, 1, 3, 3), (noSecret.Code, noShop.Code, noJson.Code, noFile.Code, noHost.Code));
        Assert.Contains("SHOP_WEBHOOK_SECRET", noSecret.Error, StringComparison.Ordinal);
        Assert.Contains("growth up", noHost.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_SecretNotSet_NamesTheSetting()
    {
        using var folder = new CliFolder();

        Assert.Contains("storefronts.shop names the variable SHOP_WEBHOOK_SECRET, which is not set", (await folder.RunAsync("doctor", "--no-color")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_IsTheCheckedInFile()
    {
        using var folder = new CliFolder(workspace: false);

        Assert.Equal(File.ReadAllText(WebhooksDocument.SchemaPath), (await folder.RunAsync("webhooks", "schema")).Out);
    }

    [Theory]
    [InlineData("list", "--state", "gone")]
    [InlineData("list", "--since", "monday")]
    [InlineData("show")]
    [InlineData("show", "x")]
    [InlineData("send", "shop")]
    [InlineData("lst")]
    public async Task Usage_Wrong_IsExitCode2(params string[] args)
    {
        using var folder = new CliFolder();

        Assert.Equal(2, (await folder.RunAsync(["webhooks", .. args])).Code);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("replay")]
    [InlineData("send")]
    [InlineData("schema")]
    public async Task Help_OfEachPart_NamesItWhole(string command)
    {
        using var folder = new CliFolder(workspace: false);

        var help = await folder.RunAsync("webhooks", command, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"  growth webhooks {command}", help.Out, StringComparison.Ordinal);
        Assert.Contains($"  {command} ", (await folder.RunAsync("webhooks")).Out, StringComparison.Ordinal);
    }

    private static CliFolder Folder(string input) => new CliFolder { Input = input }.With("SHOP_WEBHOOK_SECRET", ShopSignature.Secret);

    private static async Task<EmbeddedHost> StartAsync(CliFolder folder, RecordingSink sink)
    {
        var host = await EmbeddedHost.StartAsync(typeof(WebhookReceived).Assembly, new EmbeddedHostOptions
        {
            Settings = new Dictionary<string, string?> { ["Growth:Workspace"] = folder.Workspace, ["SHOP_WEBHOOK_SECRET"] = ShopSignature.Secret },
            Services = services => services.Replace(ServiceDescriptor.Singleton(sink.Sink)),
        });
        await host.Services.GetRequiredService<Growth.Storage.Database>().WriteAsync(RecordingSink.CreateTableAsync);
        return host;
    }
}
