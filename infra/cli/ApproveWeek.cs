using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;

namespace Growth.Cli;

/// <summary>A person's word that a draft becomes the week's plan, and what came of it.</summary>
internal sealed class ApproveWeek(Session session)
{
    public async Task<int> RunAsync(IsoWeek week, CancellationToken cancellationToken)
    {
        await using var database = session.OpenDatabase();
        if ((await new Migrator(database).PlanAsync(cancellationToken)).Count > 0) return NoDraft(week);
        var result = await new ApproveDraft(database, new ApplyWorkspace(database, new BusinessClock(TimeProvider.System))).RunAsync(session.Workspace, week, cancellationToken);
        var file = result.File is null ? "" : session.Short(result.File);
        switch (result.Outcome)
        {
            case ApproveOutcome.Approved:
                session.Line(session.Say($"{week} 的计划已确认，写进了 {file}。", $"The plan of {week} is approved; it is in {file}."));
                return ExitCodes.Ok;
            case ApproveOutcome.HasPlan:
                session.Line(session.Say($"{week} 已经有计划，没有什么要确认。", $"{week} has a plan already; there is nothing to approve."));
                return ExitCodes.Ok;
            case ApproveOutcome.HasFile:
                return session.Fail(ExitCodes.Refused, session.Say($"{file} 已经在了，但没有应用", $"{file} is there and not applied"),
                    session.Say("growth apply 应用它，或者先删掉它再确认草稿。", "Apply it with growth apply, or remove it and approve the draft."));
            case ApproveOutcome.Over:
                return session.Fail(ExitCodes.Refused, session.Say($"{week} 已经开始过或跳过了", $"{week} has been opened or skipped"));
            case ApproveOutcome.Refused:
                ShowProblems.Run(session, result.Applied?.Problems ?? []);
                return session.Fail(ExitCodes.Refused, session.Say($"{week} 的草稿不合规则，没有确认", $"the draft of {week} breaks a rule and was not approved"),
                    session.Say($"改好以后存为 weeks/{week}.yaml 再应用。", $"Save a corrected one as weeks/{week}.yaml and apply that."));
            default:
                return NoDraft(week);
        }
    }

    private int NoDraft(IsoWeek week) => session.Fail(ExitCodes.Refused, session.Say($"{week} 没有草稿", $"{week} has no draft"),
        session.Say("设置 week.whenNoPlan: draft 时，周四 12:00 会起草下一周。", "With week.whenNoPlan: draft the next week is drafted on Thursday 12:00."));
}
