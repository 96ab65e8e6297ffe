using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Weeks;

namespace Growth.Cli;

/// <summary>The config and plans that a calendar is made of: the files when they are sound, else what the store runs.</summary>
internal sealed record RunningPlans(GrowthConfig Config, IReadOnlyList<WeekPlan> Plans, bool FromStore)
{
    /// <returns>Null: the files have errors (told here), and nothing has been applied before.</returns>
    public static async Task<RunningPlans?> FindAsync(Session session, CancellationToken cancellationToken)
    {
        var read = ReadWorkspace.Run(session.Workspace);
        if (read is { IsValid: true, Config: { } config }) return new RunningPlans(config, read.Plans, FromStore: false);
        ShowProblems.Run(session, read.Problems);
        return await OfStoreAsync(session, cancellationToken);
    }

    private static async Task<RunningPlans?> OfStoreAsync(Session session, CancellationToken cancellationToken)
    {
        await using var database = session.OpenDatabase();
        if ((await new Migrator(database).PlanAsync(cancellationToken)).Count > 0) return null;
        return await database.ReadAsync(async connection =>
        {
            if (await WorkspaceStore.CurrentAsync(connection) is not { } version) return null;
            var plans = new List<WeekPlan>();
            foreach (var week in await connection.QueryAsync<Time.IsoWeek>("select distinct week from plan_version order by week"))
                if (await WorkspaceStore.PlanAsync(connection, week) is { } plan) plans.Add(plan.Plan);
            return new RunningPlans(version.Config, plans, FromStore: true);
        }, cancellationToken);
    }
}
