using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Data.Common;
using Growth.Cli.Commands;
using Growth.Cli.Help;
using Growth.Embedded;
using Growth.Storage;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>The command line <c>growth</c>: parse, run one command, answer with an exit code of <see cref="ExitCodes"/>.</summary>
public static class GrowthCli
{
    // How long a host may drain after Ctrl-C before the process is ended.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings surroundings, CancellationToken cancellationToken = default)
    {
        var globals = new GlobalOptions(PickLanguage.From(args, surroundings));
        var first = globals.Parse(args);
        var session = globals.Open(first, surroundings);
        var parsed = Build(session, globals).Parse(args);
        if (parsed.Action is ParseErrorAction mistake)
        {
            mistake.ShowHelp = false;
            await parsed.InvokeAsync(new InvocationConfiguration { Output = surroundings.Error, Error = surroundings.Error }, cancellationToken);
            var page = parsed.CommandResult.Command is GrowthCommand command ? $"growth {command.FullName} --help" : "growth --help";
            session.Error.MarkupLine(session.Say($"看 {page}", $"See {page}"));
            return ExitCodes.Usage;
        }

        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = surroundings.Out,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Drain,
            }, cancellationToken);
            return code;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (!first.GetValue(globals.Debug))
        {
            return Explain(session, e);
        }
    }

    internal static RootCommand Build(Session session, GlobalOptions globals)
    {
        var root = new RootCommand(session.Say("每周一个转介绍活动、三篇长文：开周、发布、提醒、计数、复盘。", "One referral campaign and three long reads a week: opens, publishes, reminds, counts, reviews."));
        globals.AddTo(root);
        foreach (var command in All(session)) root.Add(command);
        root.SetAction(parsed => new HelpPage(session).Invoke(parsed));
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(session);
        root.Options.OfType<HelpOption>().Single().Description = session.Say("说明、例子、退出码", "what it does, examples, exit codes");
        root.Options.OfType<VersionOption>().Single().Description = session.Say("版本号", "the version");
        return root;
    }

    private static IEnumerable<GrowthCommand> All(Session session) =>
    [
        new DemoCommand(session),
        new UpCommand(session),
        new ValidateCommand(session),
        new PlanCommand(session),
        new ApplyCommand(session),
        new ReviewCommand(session),
        new MigrateCommand(session),
        new BackupCommand(session),
        new RestoreCommand(session),
        new ResumeCommand(session),
        new QueueCommand(session),
        new WebhooksCommand(session),
        new OutboundCommand(session),
        new ClockCommand(session),
        new DoctorCommand(session),
        new SchemaCommand(session),
    ];

    private static int Explain(Session session, Exception e) => e switch
    {
        WorkspaceRefusedException workspace => session.Fail(ExitCodes.Refused, workspace.Message, session.Say("growth validate 会指出每一处。", "growth validate shows each problem in its place.")),
        HostRefusedException refused => session.Fail(ExitCodes.Surroundings, refused.Message),
        SchemaRefusedException schema => session.Fail(ExitCodes.Refused, $"{session.Options.DatabaseName}: {schema.Message}"),
        StoreRefusedException store => session.Fail(ExitCodes.Surroundings, store.Message),
        DatabaseBusyException busy => session.Fail(ExitCodes.Surroundings, busy.Message),
        _ when SqliteDamage.Is(e) => session.Fail(ExitCodes.Surroundings, SqliteDamage.Refusal(session.Options.DatabaseName, e.Message).Message),
        DbException fault => session.Fail(ExitCodes.Surroundings,
            session.Say($"数据库 {session.Options.DatabaseName}：{fault.Message}", $"database {session.Options.DatabaseName}: {fault.Message}"),
            session.Say("运行 growth doctor 看它能否打开、是否完好。", "run growth doctor: it says whether it opens and is sound.")),
        IOException or UnauthorizedAccessException => session.Fail(ExitCodes.Surroundings, e.Message),
        _ => session.Fail(ExitCodes.Fault, $"{e.GetType().Name}: {e.Message}",
            session.Say("这是 Growth 自身的问题。加 --debug 再运行一次，把输出附在问题报告里。", "this is a fault of Growth itself. Run again with --debug and attach the output to a report.")),
    };
}
