using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;

namespace Growth.Weeks;

/// <summary>
/// Makes a week's draft its plan, by a person's word: writes the week's file into the workspace and applies the folder, so that the approved
/// plan meets every rule a written one meets and the folder says what runs. A draft that breaks a rule leaves no file. Safe to run again:
/// once the file is there, it is applied as it is.
/// </summary>
public sealed class ApproveDraft(Database database, ApplyWorkspace apply)
{
    /// <param name="folder">The workspace folder.</param>
    public async Task<ApproveResult> RunAsync(string folder, IsoWeek week, CancellationToken cancellationToken = default)
    {
        var (workspace, draft, over, planned) = await database.ReadAsync(async connection => (
            await WorkspaceStore.CurrentAsync(connection),
            await connection.QueryFirstOrDefaultAsync<string>("select plan from plan_version where week = @week and status = 'draft' order by version desc limit 1", new { week }),
            await connection.QueryFirstOrDefaultAsync<string>("select state from week where week = @week", new { week }) is not null,
            await WorkspaceStore.PlanAsync(connection, week) is not null), cancellationToken);
        if (over) return new ApproveResult(ApproveOutcome.Over);
        if (planned) return new ApproveResult(ApproveOutcome.HasPlan);
        if (draft is null || workspace is null) return new ApproveResult(ApproveOutcome.NoDraft);

        var file = Path.Combine(folder, "weeks", $"{week}.yaml");
        if (File.Exists(file)) return new ApproveResult(ApproveOutcome.HasFile) { File = file };
        await WriteAsync(file, WritePlan.Run(DraftWeek.Approved(Json.Read<WeekPlan>(draft)), Currency.Of(workspace.Config.Currency)), cancellationToken);
        var result = await apply.RunAsync(ReadWorkspace.Run(folder), cancellationToken);
        if (result.Applied) return new ApproveResult(ApproveOutcome.Approved) { File = file, Applied = result };
        File.Delete(file);
        return new ApproveResult(ApproveOutcome.Refused) { File = file, Applied = result };
    }

    // Whole or not at all: a host that watches the folder must not read half a plan.
    private static async Task WriteAsync(string file, string yaml, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var part = $"{file}.part";
        await File.WriteAllTextAsync(part, yaml, cancellationToken);
        File.Move(part, file, overwrite: false);
    }
}

public enum ApproveOutcome
{
    /// <summary>It is the week's plan now, and its file is in the workspace.</summary>
    Approved,

    NoDraft,

    /// <summary>An applied plan is there already.</summary>
    HasPlan,

    /// <summary>The week's file is there and not applied: apply it, or remove it first.</summary>
    HasFile,

    /// <summary>The week has been opened or skipped.</summary>
    Over,

    /// <summary>The workspace with this plan has errors; they are in the result, and the file was not kept.</summary>
    Refused,
}

public sealed record ApproveResult(ApproveOutcome Outcome)
{
    public string? File { get; init; }

    public ApplyResult? Applied { get; init; }
}
