using System.CommandLine;
using Growth.Cli.Doctor;
using Growth.Cli.Help;
using Growth.Embedded;
using Growth.Functions.Weeks;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Cli.Commands;

/// <summary>Runs the functions app in this process, on real time, until it is asked to stop.</summary>
internal sealed class UpCommand : GrowthCommand
{
    public const int DefaultPort = 7071;

    private const int ShownDue = 5;

    private readonly Option<int> _port;

    public UpCommand(Session session)
        : base(session, "up", session.Say("在本机真正运行，直到 Ctrl-C", "run for real on this machine until Ctrl-C")) =>
        _port = Number("--port", Say("端口（默认 7071，或 Growth__Port）", "the port (default 7071, or Growth__Port)"), ConfiguredPort(session), 1, 65535);

    public override Guide Guide => new()
    {
        Text = Say(
            "启动前应用工作区的文件。文件改坏了就接着用上一个好的版本，并给出警告。Ctrl-C 或 SIGTERM 后先做完手上的事再停。可以随时停、随时再启动：该做的事不会漏，也不会做两次。",
            "Takes the workspace's files before it starts. When they are broken the last good version runs on, with a warning. On Ctrl-C or SIGTERM it ends what it is doing first. Stop and start it at any time: nothing due is lost, nothing is done twice."),
        Reads = Say("工作区的文件、数据库、环境变量 Growth__*（docs/operations.md）", "the workspace's files, the database, variables Growth__* (docs/operations.md)"),
        Writes = Say("数据库、.growth/ 里的消息", "the database, messages in .growth/"),
        Examples =
        [
            ("growth up", Say("运行 ./campaigns", "run ./campaigns")),
            ("Growth__Bind=0.0.0.0 growth up --port 80", Say("对外提供服务（放在反向代理后面更好）", "to the outside (better behind a reverse proxy)")),
        ],
        Exits =
        [
            (ExitCodes.Ok, Say("按要求停下了", "stopped as asked")),
            (ExitCodes.Refused, Say("工作区有错误，也没有上一个好的版本", "the workspace has errors and there is no earlier version")),
            (ExitCodes.Surroundings, Say("端口被占、数据库打不开、库的时钟被拨过", "port in use, database does not open, its clock was stepped")),
        ],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        var port = parsed.GetValue(_port);
        if (!CheckPort.IsFree(port))
        {
            return Session.Fail(ExitCodes.Surroundings, Say($"端口 {port} 被占用", $"port {port} is in use"),
                Say("已经有一个 growth up 在运行？否则用 --port 换一个。", "Is growth up running already? Otherwise choose another with --port."));
        }

        if (await RunningPlans.FindAsync(Session, cancellationToken) is not { } running)
            return Session.Fail(ExitCodes.Refused, Say("工作区有错误，也没有应用过的版本可用。", "the workspace has errors, and no version was applied before."), Say("改好上面的错误再启动。", "Repair the errors above and start again."));
        if (await StartAsync(port, cancellationToken) is not { } started)
        {
            Session.Line(Say("还没启动完就停下了。", "Stopped before it was up."));
            return ExitCodes.Ok;
        }

        await using var host = started;
        Show(host, running);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Session.Line(Say("正在停下：先做完手上的事。", "Stopping: what is being done is ended first."));
        return ExitCodes.Ok;
    }

    /// <returns>Null: it was asked to stop while it started, and has.</returns>
    private async Task<EmbeddedHost?> StartAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedHost.StartAsync(typeof(WeekTick).Assembly, new EmbeddedHostOptions
            {
                Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Growth:Workspace"] = Session.Workspace },
                Port = port,
                LogToConsole = true,
            }, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Show(EmbeddedHost host, RunningPlans running)
    {
        Session.Line(Say($"Growth 在 {host.Address} 运行，工作区 {Session.Short(Session.Workspace)}（{running.Config.TimeZone}）。Ctrl-C 停止。",
            $"Growth runs at {host.Address} with {Session.Short(Session.Workspace)} ({running.Config.TimeZone}). Ctrl-C stops it."));
        var now = host.Services.GetRequiredService<BusinessClock>().Now;
        var due = WeekCalendar.Of(running.Config, running.Plans, now, now + Duration.FromDays(14)).Take(ShownDue).ToList();
        if (due.Count > 0) Session.Line(Say("接下来：", "Next:"));
        ShowCalendar.Run(Session, running.Config, due);
        ShowStorefronts.Run(Session, running.Config);
    }

    internal static int ConfiguredPort(Session session) =>
        int.TryParse(session.Surroundings.Environment["Growth:Port"], out var port) && port is >= 1 and <= 65535 ? port : DefaultPort;
}
