using System.CommandLine;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks.Review;

namespace Growth.Cli.Commands;

/// <summary>Prints a stored review.</summary>
internal sealed class ReviewCommand : GrowthCommand
{
    private readonly Argument<IsoWeek?> _week;
    private readonly Option<string?> _out;
    private readonly Option<string?> _html;
    private readonly Option<bool> _json;

    public ReviewCommand(Session session)
        : base(session, "review", session.Say("看一周的复盘（默认最新的）", "show a week's review (the newest by default)"))
    {
        _week = new("week")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = Say("哪一周，如 2026-W48", "which week, such as 2026-W48"),
            CustomParser = result =>
            {
                if (IsoWeek.TryParse(result.Tokens[0].Value, out var week)) return week;
                result.AddError(Say($"{result.Tokens[0].Value} 不是 ISO 周，如 2026-W48。", $"{result.Tokens[0].Value} is not an ISO week such as 2026-W48."));
                return null;
            },
        };
        Add(_week);
        _out = Value<string?>("--out", "FILE.md", Say("把 Markdown 写进文件", "write its Markdown to a file"));
        _html = Value<string?>("--html", "FILE.html", Say("把网页写进文件", "write its page to a file"));
        _json = Flag("--json", Say("输出它的数字（JSON）", "print its numbers (JSON)"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "周日收尾时写初步复盘，周二换成最终复盘，之后不再变。这里显示库里存着的那一份：有最终的就是最终的。",
            "A preliminary review is written when the week closes on Sunday, the final one on Tuesday; it never changes afterwards. Shown is what is stored: the final one where there is one."),
        Reads = Say("数据库", "the database"),
        Writes = Say("--out、--html 指定的文件", "the files named by --out and --html"),
        Examples =
        [
            ("growth review", Say("最新的一份", "the newest")),
            ("growth review 2026-W48 --html w48.html", Say("存成网页", "as a page")),
            ("growth review --json | jq .pieces", Say("取数字", "its numbers")),
        ],
        Exits = [(ExitCodes.Ok, Say("有这份复盘", "there is one")), (ExitCodes.Refused, Say("还没有复盘", "there is none yet"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        var week = parsed.GetValue(_week);
        if (await FindAsync(week, cancellationToken) is not { } review)
        {
            return Session.Fail(ExitCodes.Refused, week is { } named ? Say($"{named} 没有复盘", $"{named} has no review") : Say("还没有复盘", "there is no review yet"),
                Say("一周收尾时（默认周日 22:00）才会写。growth plan 看它什么时候到。", "It is written when a week closes (Sunday 22:00 by default). growth plan shows when."));
        }

        if (parsed.GetValue(_out) is { } markdown) await WriteAsync(markdown, review.Markdown, cancellationToken);
        if (parsed.GetValue(_html) is { } html) await WriteAsync(html, review.Html, cancellationToken);
        if (parsed.GetValue(_json)) Session.Surroundings.Out.WriteLine(review.Snapshot);
        else if (parsed.GetValue(_out) is null && parsed.GetValue(_html) is null) ShowReview.Run(Session, review);
        return ExitCodes.Ok;
    }

    private async Task<StoredReview?> FindAsync(IsoWeek? week, CancellationToken cancellationToken)
    {
        await using var database = Session.OpenDatabase();
        if ((await new Migrator(database).PlanAsync(cancellationToken)).Count > 0) return null;
        return await database.ReadAsync(connection => FindReview.RunAsync(connection, week), cancellationToken);
    }

    private async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Session.Full(file), text, cancellationToken);
        Session.Note(Say($"已写入 {file}", $"wrote {file}"));
    }
}
