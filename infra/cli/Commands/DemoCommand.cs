using System.CommandLine;
using Growth.Cli.Demo;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>One whole week, or several, on this machine in seconds.</summary>
internal sealed class DemoCommand : GrowthCommand
{
    private readonly Option<int> _members;
    private readonly Option<int> _seed;
    private readonly Option<int> _weeks;
    private readonly Option<bool> _open;
    private readonly Option<string?> _events;

    public DemoCommand(Session session)
        : base(session, "demo", session.Say("在本机看完整的一周发生：拨快时钟，经公开的 HTTP 接口", "watch a whole week happen here: on a stepped clock, through the public HTTP endpoints"))
    {
        _members = Number("--members", Say("多少会员（1 到 20000，默认 500）", "how many members (1 to 20000, default 500)"), 500, 1, 20_000);
        _seed = Number("--seed", Say("随机种子：同样的种子，同样的一周（默认 1）", "the same seed gives the same week (default 1)"), 1, 0, int.MaxValue);
        _weeks = Number("--weeks", Say("几周（1 到 8，默认 1）；后面的周照复盘的建议来计划", "how many weeks (1 to 8, default 1); later ones are planned from the review's proposal"), 1, 1, 8);
        _events = Value<string?>("--events", "FILE.jsonl", Say("不用虚拟会员，重放录下的事件", "replay recorded events instead of having members act"));
        _open = Flag("--open", Say("结束后继续提供页面，直到 Ctrl-C", "stay up afterwards and serve the pages until Ctrl-C"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            """
            启动一个真正的 Growth（空的 SQLite 库、本机空闲端口），把业务时钟从开周前一天拨到最终复盘。每个定时器都在自己的钟点触发。
            会员是有种子的虚拟人：收到推送、打开、读到一半走开、读完、转给朋友，全部只走公开的 HTTP 接口；数字不是写死的。
            他们也在店铺里买东西：店铺和真的一样，用签名的 webhook 告诉 Growth 谁注册、下单、付款、收货、退款，有时迟到、重发、前后颠倒。
            不给 --workspace 时用临时文件夹；给了就保留，中途被 Ctrl-C 甚至 kill -9 之后，同样的命令会接着走，结果不变。
            --events 的文件一行一个 JSON：at（带时区的时间）、kind（view、progress、share）、piece（slug）、visitor（任意名字），
            可选 scroll、seconds、via（谁的链接带来的）、id。不合格的行会按行号列出。
            """,
            """
            Starts a real Growth (a new SQLite file, a free local port) and steps its business clock from the day before the week to the final review.
            Every timer fires at its own time. Members are people with a seed: they get a push, open, leave half way, read to the end, hand it on to
            friends, all of it through the public HTTP endpoints; no number is fixed beforehand. They also buy: a shop tells Growth by signed webhooks,
            as real ones do, who signed up, ordered, paid, received and got money back, sometimes late, twice or in the wrong order.
            Without --workspace it takes a temporary folder. With it the folder is kept, and after Ctrl-C or even kill -9 the same command goes on
            where it was and ends with the same numbers.
            A file for --events has one JSON object a line: at (a time with its offset), kind (view, progress, share), piece (a slug), visitor (any name)
            and as they apply scroll, seconds, via (whose link it was), id. Lines that cannot be taken are listed by number.
            """),
        Reads = Say("随程序附带的示例活动，或 --workspace 里的 growth.yaml", "the sample campaign that comes with the program, or the growth.yaml in --workspace"),
        Writes = Say("只写演示的工作区（数据库、发出的消息、复盘）", "the demo's workspace only (database, messages, review)"),
        Examples =
        [
            ("growth demo", Say("500 个会员的一周", "one week with 500 members")),
            ("growth demo --members 2000 --seed 7", Say("另一群人", "other people")),
            ("growth demo -w demo --weeks 3 --open", Say("三周，保留，结束后可浏览", "three weeks, kept, to be looked at afterwards")),
        ],
        Exits =
        [
            (ExitCodes.Ok, Say("走完了", "ran to its end")),
            (ExitCodes.Refused, Say("工作区不能用，或已经有一个结束了的演示", "the workspace is invalid, or holds a demo that has ended")),
            (ExitCodes.Cancelled, Say("Ctrl-C", "Ctrl-C")),
        ],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var wanted = new DemoSettings { Members = parsed.GetValue(_members), Seed = parsed.GetValue(_seed), Weeks = parsed.GetValue(_weeks) };
        var given = new[] { (Option)_members, _seed, _weeks }.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        var events = parsed.GetValue(_events) is { } file ? Session.Full(file) : null;
        return await new DemoRun(Session, wanted, given, events, parsed.GetValue(_open)).RunAsync(cancellationToken);
    }
}
