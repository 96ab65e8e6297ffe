using System.CommandLine;
using Growth.Config;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Commands;

/// <summary>What the webhooks' commands have in common: the acts with the settings and keys of a host in this workspace, and the filters.</summary>
internal static class WebhookStore
{
    /// <summary>Opens the store for the work.</summary>
    /// <returns>The work's exit code, or another when there is no store of this program's schema.</returns>
    public static Task<int> RunAsync(Session session, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken) =>
        QueueStore.RunAsync(session, async database =>
        {
            var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(Settings(session)).AddSingleton(database);
            await using var provider = services.AddGrowth().BuildServiceProvider();
            return await work(provider);
        }, cancellationToken);

    public static Option<string?> State(Func<string, string, string, Action<Option<string?>>, Option<string?>> add, Session session) => add(
        "--state", string.Join('|', WebhookState.All), session.Say("只要这个状态的", "of this state only"), option => option.AcceptOnlyFromAmong([.. WebhookState.All]));

    public static Option<LocalDate?> Since(Func<string, string, string, Action<Option<LocalDate?>>, Option<LocalDate?>> add, Session session) => add(
        "--since", "DATE", session.Say("只要这一天（工作区时区）起收到的，如 2026-11-23", "received on that day of the workspace's zone or later, such as 2026-11-23"), option => option.CustomParser = result =>
        {
            if (LocalDatePattern.Iso.Parse(result.Tokens[0].Value) is { Success: true } date) return date.Value;
            result.AddError(session.Say($"--since 是 {result.Tokens[0].Value}，应为日期，如 2026-11-23。", $"--since is {result.Tokens[0].Value}; a date such as 2026-11-23 is wanted."));
            return null;
        });

    /// <summary>The first instant of a day in the running workspace's zone.</summary>
    public static async Task<Instant?> StartOfAsync(Database database, LocalDate? day, CancellationToken cancellationToken)
    {
        if (day is not { } date) return null;
        var zone = (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken))?.Config.Zone ?? DateTimeZone.Utc;
        return zone.ToInstant(date.AtMidnight());
    }

    /// <summary>The key in the data folder as a host finds it; none is made here.</summary>
    private static IConfiguration Settings(Session session)
    {
        var options = session.Options;
        var file = Path.Combine(options.DataFolder, "data.key");
        var key = options.DataKey is { Length: > 0 } set ? set : File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        return new ConfigurationBuilder().AddConfiguration(session.Surroundings.Environment).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Growth:Workspace"] = options.Workspace,
            ["Growth:Data"] = options.DataFolder,
            ["Growth:Database"] = options.DatabaseOrDefault,
            ["Growth:DataKey"] = key,
        }).Build();
    }
}
