using Growth.Config;
using Growth.Embedded;
using Growth.Embedded.Workspace;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Growth.Tests.Config;

public sealed class WorkspaceWatcherTests
{
    [Fact]
    public async Task Start_ValidFolder_IsApplied()
    {
        await using var run = await Watched.CreateAsync();

        await run.Watcher.StartingAsync(CancellationToken.None);

        Assert.Equal("reading-room", (await run.CurrentAsync())!.Config.Workspace);
        Assert.Null(await run.AlertAsync());
        Assert.Null(await run.Watcher.CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Start_BadFolderAndEmptyStore_IsRefusedWithEveryProblem()
    {
        await using var run = await Watched.CreateAsync();
        run.Workspace.Edit(WorkspaceFixture.Week, "hold: 8d", "hold: 1d").Edit(WorkspaceFixture.Growth, "pieces: 3", "pieces: 9");

        var refused = await Assert.ThrowsAsync<WorkspaceRefusedException>(() => run.Watcher.StartingAsync(CancellationToken.None));

        Assert.Equal(["out-of-range", "hold-shorter-than-refund-window"], refused.Problems.Select(problem => problem.Rule));
        Assert.Equal(run.Workspace.Folder, refused.Folder);
        Assert.Contains(run.Workspace.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("weeks/2026-W48.yaml:13:11: error hold-shorter-than-refund-window", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("gone")]
    public async Task Start_BadFolderButALastGoodVersion_RunsThatAndAlerts(string how)
    {
        await using var run = await Watched.CreateAsync();
        Assert.True((await new ApplyWorkspace(run.Store.Database, run.Store.Clock).RunAsync(run.Workspace.Read())).Applied);
        if (how == "broken") run.Workspace.Edit(WorkspaceFixture.Growth, "pieces: 3", "pieces: 9");
        else File.Delete(Path.Combine(run.Workspace.Folder, WorkspaceFixture.Growth));

        await run.Watcher.StartingAsync(CancellationToken.None);

        Assert.Equal(3, (await run.CurrentAsync())!.Config.Week.Pieces);
        Assert.Contains(how == "broken" ? ": error out-of-range: week.pieces: " : "growth.yaml: error file-missing", await run.AlertAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BadEditThenGoodOne_AlertsThenClearsAndApplies()
    {
        await using var run = await Watched.CreateAsync();
        await run.Watcher.StartingAsync(CancellationToken.None);

        run.Workspace.Edit(WorkspaceFixture.Growth, "completionRate: 60%", "completionRate: 600%");
        Assert.False((await run.Watcher.CheckAsync(CancellationToken.None))!.Applied);
        var (line, column) = run.Workspace.Place(WorkspaceFixture.Growth, "600%");
        Assert.StartsWith($"The workspace folder {run.Workspace.Folder} has 1 error; the last good version runs on. growth.yaml:{line}:{column}: error out-of-range", await run.AlertAsync(), StringComparison.Ordinal);
        Assert.Equal(0.60m, (await run.CurrentAsync())!.Config.Targets.CompletionRate);
        Assert.Null(await run.Watcher.CheckAsync(CancellationToken.None));

        run.Workspace.Edit(WorkspaceFixture.Growth, "completionRate: 600%", "completionRate: 65%");
        Assert.True((await run.Watcher.CheckAsync(CancellationToken.None))!.Applied);
        Assert.Null(await run.AlertAsync());
        Assert.Equal(0.65m, (await run.CurrentAsync())!.Config.Targets.CompletionRate);
    }

    [Fact]
    public async Task Check_FolderVanishesAndComesBack_KeepsTheVersionAndTakesTheNext()
    {
        await using var run = await Watched.CreateAsync();
        await run.Watcher.StartingAsync(CancellationToken.None);
        var aside = run.Workspace.Folder + "-aside";

        Directory.Move(run.Workspace.Folder, aside);
        Assert.False((await run.Watcher.CheckAsync(CancellationToken.None))!.Applied);
        Assert.Contains("workspace-missing", await run.AlertAsync(), StringComparison.Ordinal);
        Assert.NotNull(await run.Store.Database.ReadAsync(connection => WorkspaceStore.PlanAsync(connection, IsoWeek.Parse("2026-W48"))));

        Directory.Move(aside, run.Workspace.Folder);
        Assert.True((await run.Watcher.CheckAsync(CancellationToken.None))!.Applied);
        Assert.Null(await run.AlertAsync());
    }

    [Fact]
    public async Task Watch_EditsInEveryManner_AreFoundAndApplied()
    {
        await using var run = await Watched.CreateAsync();
        await run.Watcher.StartingAsync(CancellationToken.None);
        await run.Watcher.StartedAsync(CancellationToken.None);

        // written in place
        run.Workspace.Edit(WorkspaceFixture.Growth, "completionRate: 60%", "completionRate: 61%");
        await run.UntilAsync(async () => (await run.CurrentAsync())!.Config.Targets.CompletionRate == 0.61m);

        // renamed over, as editors do
        var other = Path.Combine(run.Workspace.Folder, ".growth.yaml.tmp");
        await File.WriteAllTextAsync(other, run.Workspace.Text(WorkspaceFixture.Growth).Replace("61%", "62%", StringComparison.Ordinal));
        File.Move(other, Path.Combine(run.Workspace.Folder, WorkspaceFixture.Growth), overwrite: true);
        await run.UntilAsync(async () => (await run.CurrentAsync())!.Config.Targets.CompletionRate == 0.62m);

        // an article only
        run.Workspace.Write("content/night-reading.md", "# 夜\n\n新。\n");
        await run.UntilAsync(async () => (await run.Store.Database.ReadAsync(connection => WorkspaceStore.PlanAsync(connection, IsoWeek.Parse("2026-W48"))))!.Version == 2);

        // bad, then gone and back
        run.Workspace.Write(WorkspaceFixture.Growth + ".good", run.Workspace.Text(WorkspaceFixture.Growth)).Write(WorkspaceFixture.Growth, "workspace: [");
        await run.UntilAsync(async () => await run.AlertAsync() is not null);
        File.Move(Path.Combine(run.Workspace.Folder, WorkspaceFixture.Growth + ".good"), Path.Combine(run.Workspace.Folder, WorkspaceFixture.Growth), overwrite: true);
        await run.UntilAsync(async () => await run.AlertAsync() is null);

        await run.Watcher.StoppingAsync(CancellationToken.None);
        await run.Watcher.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Host_WithAWorkspace_AppliesItBeforeItListens()
    {
        using var workspace = new WorkspaceFixture();
        await using (var host = await EmbeddedHost.StartAsync(RunApp, Options(workspace)))
        {
            var database = (Database)host.Services.GetService(typeof(Database))!;
            Assert.NotNull(await database.ReadAsync(WorkspaceStore.CurrentAsync));
        }

        workspace.Edit(WorkspaceFixture.Growth, "pieces: 3", "pieces: 9");
        Directory.Delete(Path.Combine(workspace.Folder, ".growth"), recursive: true);
        await Assert.ThrowsAsync<WorkspaceRefusedException>(() => EmbeddedHost.StartAsync(RunApp, Options(workspace)));
    }

    private static EmbeddedHostOptions Options(WorkspaceFixture workspace) => new()
    {
        Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Growth:Workspace"] = workspace.Folder },
        FunctionTypes = [],
        HostJson = """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""",
    };

    private static void RunApp(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddGrowth();
        builder.Build().Run();
    }

    private sealed class Watched : IAsyncDisposable
    {
        private Watched(TemporaryStore store)
        {
            Store = store;
            Watcher = new WorkspaceWatcher(
                Microsoft.Extensions.Options.Options.Create(new GrowthOptions { Workspace = Workspace.Folder }),
                store.Database,
                store.Clock,
                new MachineClock(TimeProvider.System),
                new Alerts(store.Clock),
                new WatchedFolder { Required = true, Settle = TimeSpan.FromMilliseconds(20), Poll = TimeSpan.FromMilliseconds(500) },
                NullLogger<WorkspaceWatcher>.Instance);
        }

        internal TemporaryStore Store { get; }

        internal WorkspaceFixture Workspace { get; } = new();

        internal WorkspaceWatcher Watcher { get; }

        internal static async Task<Watched> CreateAsync() => new(await TemporaryStore.CreateAsync());

        internal Task<WorkspaceVersion?> CurrentAsync() => Store.Database.ReadAsync(WorkspaceStore.CurrentAsync);

        internal Task<string?> AlertAsync() => Store.Database.WriteAsync(transaction => transaction.FirstAsync<string>("select text from alert where key = 'config'"));

        /// <summary>Waits for what the watcher will do; the time only bounds a failure.</summary>
        internal async Task UntilAsync(Func<Task<bool>> isSo)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!await isSo()) await timer.WaitForNextTickAsync(late.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await Watcher.DisposeAsync();
            Workspace.Dispose();
            await Store.DisposeAsync();
        }
    }
}
