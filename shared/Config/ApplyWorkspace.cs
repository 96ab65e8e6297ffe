using Growth.Storage;
using Growth.Time;

namespace Growth.Config;

/// <summary>
/// Makes a read folder the one that runs: new versions of the workspace and of its plans, in one transaction. What did not change makes no
/// version, so that applying twice is applying once. Two appliers at once take turns: each reads what runs inside its own write transaction.
/// </summary>
public sealed class ApplyWorkspace(Database database, BusinessClock clock)
{
    /// <returns>What was taken and what was refused; with errors in the folder nothing is taken.</returns>
    public Task<ApplyResult> RunAsync(WorkspaceRead read, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async transaction =>
        {
            var stored = await StoredWorkspace.LoadAsync(transaction.Connection, transaction.Inner);
            var check = Rules.StoreRules.Check(read, stored);
            return check is { IsValid: true, Config: { } config } ? await ApplyAsync(transaction, check, config, stored) : new ApplyResult { Problems = check.Problems };
        }, cancellationToken);

    private async Task<ApplyResult> ApplyAsync(Transaction transaction, WorkspaceRead read, GrowthConfig edit, StoredWorkspace stored)
    {
        var weeks = stored.Weeks;
        var (config, changes) = await ApplyConfigAsync(transaction, edit, stored);
        var currency = Currency.Of(config.Currency);
        var problems = read.Problems.ToList();
        foreach (var plan in read.Plans)
        {
            var week = weeks.GetValueOrDefault(plan.Week);
            changes.AddRange(await ApplyPlan.RunAsync(transaction, plan, week, read.Articles, currency, clock.Now));
        }

        foreach (var missing in (await PlannedAsync(transaction)).Except(read.Plans.Select(plan => plan.Week)).Order())
            changes.AddRange(await WithdrawPlan.RunAsync(transaction, missing, weeks.GetValueOrDefault(missing), problems, currency, clock.Now));

        return new ApplyResult
        {
            Applied = true,
            Problems = problems,
            Taken = [.. changes.Where(change => change.Refused is null)],
            Refused = [.. changes.Where(change => change.Refused is not null)],
        };
    }

    private async Task<(GrowthConfig Config, List<Change> Changes)> ApplyConfigAsync(Transaction transaction, GrowthConfig edit, StoredWorkspace stored)
    {
        var current = stored.Current;
        var decided = DecideConfigEdit.Run(current?.Config, edit, [.. stored.Running]);
        var text = Json.Write(decided.Config);
        var hash = ReadArticles.Hash(text);
        if (hash != current?.Hash)
        {
            await transaction.ExecuteAsync(
                "insert into workspace_version (version, hash, config, applied_at) values (@version, @hash, @text, @now)",
                new { version = (current?.Version ?? 0) + 1, hash, text, now = clock.Now });
        }

        return (decided.Config, [.. decided.Taken, .. decided.Refused]);
    }

    private static async Task<IReadOnlyList<IsoWeek>> PlannedAsync(Transaction transaction) => await transaction.QueryAsync<IsoWeek>(
        """
        select p.week from plan_version p
        where p.status = 'applied'
            and p.version = (select max(n.version) from plan_version n where n.week = p.week and n.status <> 'draft')
        """);
}

/// <summary>What an edit changed and what of it was not taken.</summary>
public sealed record ApplyResult
{
    /// <summary>False: the folder has errors, and nothing was changed.</summary>
    public bool Applied { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Empty: everything ran already.</summary>
    public IReadOnlyList<Change> Taken { get; init; } = [];

    /// <summary>Each with its reason; the running values stay.</summary>
    public IReadOnlyList<Change> Refused { get; init; } = [];
}
