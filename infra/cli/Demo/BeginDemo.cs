using System.Text.Json;

namespace Growth.Cli.Demo;

/// <summary>Whether a demo may begin in a folder, or goes on there.</summary>
internal sealed class BeginDemo(Session session, DemoFolder folder, DemoSettings wanted, IReadOnlySet<string> given, bool replays, bool open)
{
    /// <param name="marker">The demo to run; meaningless when refused.</param>
    /// <returns>The exit code of a refusal, already told; null: go on.</returns>
    public int? Run(out DemoMarker marker)
    {
        marker = new DemoMarker { Settings = wanted };
        DemoMarker? begun;
        try
        {
            begun = folder.ReadMarker();
        }
        catch (JsonException e)
        {
            return session.Fail(ExitCodes.Refused, session.Say($"{folder.Data}/demo.json 读不懂：{e.Message}", $"{folder.Data}/demo.json cannot be understood: {e.Message}"),
                session.Say("用另一个文件夹。", "Take another folder."));
        }

        if (begun is null)
        {
            return File.Exists(folder.Database)
                ? session.Fail(ExitCodes.Refused, session.Say($"{folder.Workspace} 已经有一个不是演示的数据库", $"{folder.Workspace} already has a database that no demo made"),
                    session.Say("演示会拨快时钟，不能用真的库。换一个文件夹。", "A demo steps the clock and must not touch a real store. Take another folder."))
                : null;
        }

        marker = begun;
        if (begun.Finished) return open ? null : Ended();
        if (Contradiction(begun.Settings) is { } difference)
        {
            return session.Fail(ExitCodes.Refused, session.Say($"{folder.Workspace} 里没走完的演示不一样：{difference}", $"the unfinished demo in {folder.Workspace} is another one: {difference}"),
                session.Say($"不带这些选项再来一次就会接着走：growth demo --workspace {session.Short(folder.Workspace)}", $"Without those options it goes on: growth demo --workspace {session.Short(folder.Workspace)}"));
        }

        session.Line(session.Say($"接着 {session.Short(folder.Workspace)} 里没走完的演示。", $"Going on with the unfinished demo in {session.Short(folder.Workspace)}."));
        return null;
    }

    private int Ended() => session.Fail(ExitCodes.Refused, session.Say($"{folder.Workspace} 里的演示已经走完了", $"the demo in {folder.Workspace} has ended"),
        session.Say($"看复盘：growth review --workspace {session.Short(folder.Workspace)}；看页面：加 --open；重来：换一个文件夹。",
            $"See its review: growth review --workspace {session.Short(folder.Workspace)}; its pages: add --open; to begin anew take another folder."));

    private string? Contradiction(DemoSettings begun)
    {
        var differences = new[]
        {
            (Name: "--members", Begun: begun.Members, Wanted: wanted.Members),
            (Name: "--seed", Begun: begun.Seed, Wanted: wanted.Seed),
            (Name: "--weeks", Begun: begun.Weeks, Wanted: wanted.Weeks),
        }.Where(option => given.Contains(option.Name) && option.Begun != option.Wanted).Select(option => $"{option.Name} {option.Begun}").ToList();
        if ((begun.Events is not null || replays) && begun.Events != wanted.Events) differences.Add("--events");
        return differences.Count == 0 ? null : string.Join(", ", differences);
    }
}
