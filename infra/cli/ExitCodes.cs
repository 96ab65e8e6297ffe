namespace Growth.Cli;

/// <summary>What every command answers to the shell. Shown by <c>growth --help</c>.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>Growth understood and refuses: an invalid file, a change that is not taken, a check that failed.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The surroundings do not allow it: no workspace, port in use, database locked, file not readable.</summary>
    public const int Surroundings = 3;

    /// <summary>A fault of Growth itself; <c>--debug</c> shows where.</summary>
    public const int Fault = 70;

    /// <summary>Ended by Ctrl-C or SIGTERM.</summary>
    public const int Cancelled = 130;

    internal static IReadOnlyList<(int Code, string Meaning)> All(Session session) =>
    [
        (Ok, session.Say("做完了", "done")),
        (Refused, session.Say("内容被拒绝：文件不合规则、修改不被接受、检查没通过", "refused: an invalid file, a change not taken, a check that failed")),
        (Usage, session.Say("命令写错了", "the command line is wrong")),
        (Surroundings, session.Say("环境不允许：没有工作区、端口被占、数据库被锁、文件读不了", "the surroundings: no workspace, port in use, database locked, unreadable file")),
        (Fault, session.Say("程序自身出错（加 --debug 看细节）", "a fault of Growth itself (--debug shows where)")),
        (Cancelled, session.Say("被 Ctrl-C 或 SIGTERM 中止", "ended by Ctrl-C or SIGTERM")),
    ];
}
