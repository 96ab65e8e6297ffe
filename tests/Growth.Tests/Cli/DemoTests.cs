using System.Text.Json;
using Growth.Cli.Demo;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class DemoTests
{
    [Fact]
    public async Task Week_EndToEnd_IsReviewedAndSaysWhereEverythingLies()
    {
        using var folder = new CliFolder(workspace: false);

        var result = await folder.RunAsync("demo", "-w", "demo", "--members", "40");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("Mon 11-23 08:00  published 为什么是 21 天, pushed to ", result.Out, StringComparison.Ordinal);
        Assert.Contains("# 2026-W48", result.Out, StringComparison.Ordinal);
        var workspace = Path.Combine(folder.Root, "demo");
        foreach (var place in new[] { "growth.yaml", ".growth/growth.db", ".growth/outbox", ".growth/review-2026-W48.html" })
            Assert.True(Path.Exists(Path.Combine(workspace, place)), place);
        Assert.Contains(Path.Combine(workspace, ".growth", "growth.db"), result.Out, StringComparison.Ordinal);
        Assert.Contains("the shop: ", result.Out, StringComparison.Ordinal);
        var store = await DemoStore.ReadAsync(workspace);
        store.AssertSound();
        Assert.Contains("2026-W48 closed", store.Weeks, StringComparison.Ordinal);
        Assert.All(store.Counters, counter => Assert.InRange(counter.WeekReaders, 10, 80));
        Assert.All(store.Counters, counter => Assert.InRange(counter.WeekCompleters, 1, counter.WeekReaders));
        Assert.Contains(store.Counters, counter => counter.WeekSharers > 0 && counter.WeekBrought > 0);
        Assert.Contains("announce/why-21-days sent x ", store.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AtATerminal_MovesABarAndEndsTheSame()
    {
        using var folder = new CliFolder(workspace: false) { IsTerminal = true };

        var moving = await folder.RunAsync("demo", "-w", "moving", "--members", "3");
        var plain = await folder.RunAsync("demo", "-w", "plain", "--members", "3", "--no-color");

        Assert.Equal((0, ""), (moving.Code, moving.Error));
        Assert.Equal((0, ""), (plain.Code, plain.Error));
        Assert.DoesNotContain("\u001b[", plain.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameSeed_SameNumbers_OtherSeed_OtherNumbers()
    {
        using var folder = new CliFolder(workspace: false);
        foreach (var name in new[] { "a", "b", "c" }) DemoStore.ShareDataKey(Path.Combine(folder.Root, name));
        await Task.WhenAll(
            folder.RunAsync("demo", "-w", "a", "--members", "25", "--seed", "5"),
            folder.RunAsync("demo", "-w", "b", "--members", "25", "--seed", "5"),
            folder.RunAsync("demo", "-w", "c", "--members", "25", "--seed", "6"));

        var stores = await Task.WhenAll(new[] { "a", "b", "c" }.Select(name => DemoStore.ReadAsync(Path.Combine(folder.Root, name))));

        Assert.Equal(stores[0].Snapshot, stores[1].Snapshot);
        Assert.Equal(stores[0].Sent, stores[1].Sent);
        Assert.Equal(stores[0].Weeks, stores[1].Weeks);
        Assert.Contains("order: ", stores[0].Shop, StringComparison.Ordinal);
        Assert.Equal(stores[0].Shop, stores[1].Shop);
        Assert.Equal(stores[0].Webhooks, stores[1].Webhooks);
        Assert.NotEqual(stores[0].Shop, stores[2].Shop);
        Assert.NotEqual(stores[0].Snapshot, stores[2].Snapshot);
    }

    [Fact]
    public async Task Ended_IsNotRunAgainButReviewed()
    {
        using var folder = new CliFolder(workspace: false);
        await folder.RunAsync("demo", "-w", "demo", "--members", "3");

        var again = await folder.RunAsync("demo", "-w", "demo", "--members", "3");
        var review = await folder.RunAsync("review", "-w", "demo");
        var up = await folder.RunAsync("up", "-w", "demo", "--port", "0");
        var numbers = await folder.RunAsync("review", "2026-W48", "-w", "demo", "--json");
        var doctor = await folder.RunAsync("doctor", "-w", "demo");

        Assert.Equal(1, again.Code);
        Assert.Contains("has ended", again.Error, StringComparison.Ordinal);
        Assert.StartsWith("# 2026-W48", review.Out, StringComparison.Ordinal);
        Assert.Equal(2, up.Code);
        Assert.Equal("2026-W48", JsonDocument.Parse(numbers.Out).RootElement.GetProperty("week").GetString());
        Assert.Contains("was stepped", doctor.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RealStore_IsRefused()
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");

        var result = await folder.RunAsync("demo", "-w", "campaigns");

        Assert.Equal(1, result.Code);
        Assert.Contains("no demo made", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenWorkspace_IsRefusedWithItsProblems()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        var result = await folder.RunAsync("demo", "-w", "campaigns");

        Assert.Equal(1, result.Code);
        Assert.Contains("growth.yaml:7:11", result.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task Cancelled_GoesOnWhereItWas_AndNotWithOtherSettings()
    {
        using var folder = new CliFolder(workspace: false);
        using var cancel = new CancellationTokenSource();
        var workspace = Path.Combine(folder.Root, "demo");
        var running = folder.RunAsync(cancel.Token, "demo", "-w", "demo", "--members", "20", "--seed", "9");
        await Until.Async(() => Directory.Exists(Path.Combine(workspace, ".growth", "outbox", "push")));
        await cancel.CancelAsync();

        var broken = await running;
        var other = await folder.RunAsync("demo", "-w", "demo", "--members", "21");
        var resumed = await folder.RunAsync("demo", "-w", "demo");
        await folder.RunAsync("demo", "-w", "whole", "--members", "20", "--seed", "9");

        Assert.Equal(130, broken.Code);
        Assert.Contains("growth demo --workspace demo", broken.Out, StringComparison.Ordinal);
        Assert.Equal(1, other.Code);
        Assert.Contains("--members 20", other.Error, StringComparison.Ordinal);
        Assert.Equal(0, resumed.Code);
        Assert.Equal((await DemoStore.ReadAsync(Path.Combine(folder.Root, "whole"))).Snapshot, (await DemoStore.ReadAsync(workspace)).Snapshot);
    }

    [Fact]
    public async Task Recording_IsReplayed_AndBadLinesAreNamed()
    {
        using var folder = new CliFolder(workspace: false);
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "events.jsonl"),
            """
            {"at":"2026-11-23T08:10:00+08:00","kind":"view","piece":"why-21-days","visitor":"anna"}
            {"at":"2026-11-23T08:14:00+08:00","kind":"progress","piece":"why-21-days","visitor":"anna","scroll":100,"seconds":200}
            {"at":"2026-11-23T08:15:00+08:00","kind":"share","piece":"why-21-days","visitor":"anna"}
            not json
            {"at":"2026-11-23T09:00:00+08:00","kind":"view","piece":"why-21-days","visitor":"ben","via":"anna"}
            {"at":"2026-10-01T09:00:00+08:00","kind":"view","piece":"why-21-days","visitor":"ben"}
            {"at":"2026-11-23T09:00:00+08:00","kind":"like","piece":"why-21-days","visitor":"ben"}
            {"at":"2026-11-24T09:00:00+08:00","kind":"view","piece":"share-a-line","visitor":"ben","id":"too-early"}

            """);

        var result = await folder.RunAsync("demo", "-w", "demo", "--events", "events.jsonl");

        Assert.Equal(0, result.Code);
        Assert.Contains("events.jsonl:4: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("events.jsonl:6: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("events.jsonl:7: kind is 'like'", result.Error, StringComparison.Ordinal);
        Assert.Contains("events.jsonl:8: ", result.Error, StringComparison.Ordinal);
        var store = await DemoStore.ReadAsync(Path.Combine(folder.Root, "demo"));
        store.AssertSound();
        var counter = store.Counters[0];
        Assert.Equal((2, 1, 1, 1, 2), (counter.WeekReaders, counter.WeekCompleters, counter.WeekSharers, counter.WeekBrought, counter.WeekViews));
        Assert.Equal(0, store.Counters[2].WeekReaders);
    }

    [Fact]
    public void Phones_LineCutShort_IsDroppedAndWrittenOver()
    {
        using var folder = new CliFolder(workspace: false);
        var path = Path.Combine(folder.Root, "phones.jsonl");
        using (var phones = new Phones(path)) phones.Keep(new Phone("m0001", "token-1", "ref-1"));
        File.AppendAllText(path, "{\"person\":\"m0002\",\"vis");

        using (var phones = new Phones(path))
        {
            Assert.Equal("token-1", phones.Of("m0001")?.Visitor);
            Assert.Null(phones.Of("m0002"));
            phones.Keep(new Phone("m0002", "token-2", "ref-2"));
        }

        using var again = new Phones(path);
        Assert.Equal("m0002", again.ByRef("ref-2")?.Person);
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }
}
