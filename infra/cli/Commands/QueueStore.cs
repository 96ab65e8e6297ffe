using System.CommandLine;
using Growth.Storage;

namespace Growth.Cli.Commands;

/// <summary>What the queue's commands have in common: the store as it is, and a queue's name.</summary>
internal static class QueueStore
{
    /// <summary>Opens the store for the work.</summary>
    /// <returns>The work's exit code, or another when there is no store of this program's schema.</returns>
    public static async Task<int> RunAsync(Session session, Func<Database, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var database = session.OpenDatabase();
        if ((await new Migrator(database).PlanAsync(cancellationToken)).Count == 0) return await work(database);
        return session.Fail(ExitCodes.Surroundings, session.Say($"{database.Name} 还没有本版本的表", $"{database.Name} does not have this version's tables yet"),
            session.Say("先运行 growth up 或 growth migrate。", "Run growth up or growth migrate first."));
    }

    public static Argument<string> Argument(Session session) => new("queue")
    {
        Description = session.Say("队列名，如 notifications；失败的在 notifications-poison", "the queue's name, such as notifications; what failed is in notifications-poison"),
        Validators =
        {
            result =>
            {
                var name = result.Tokens[0].Value;
                if (name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                    result.AddError(session.Say($"{name} 不是队列名：3 到 63 个小写字母、数字和 -。", $"{name} is not a queue's name: 3 to 63 lower-case letters, digits and -."));
            },
        },
    };

    /// <summary>A body on one line, cut to what fits beside the rest.</summary>
    public static string Shorten(string body)
    {
        const int Longest = 80;
        var line = string.Concat(body.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= Longest ? line : line[..(char.IsHighSurrogate(line[Longest - 2]) ? Longest - 2 : Longest - 1)] + "…";
    }
}
