using Dapper;
using Growth.Storage;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Doctor;

/// <summary>Is the store's time behind the machine's, as it must be, and has it ever been stepped?</summary>
internal static class CheckClock
{
    private static readonly Duration Tolerance = Duration.FromMinutes(5);

    public static async Task<Finding> RunAsync(Session session, Database database, Instant now, CancellationToken cancellationToken)
    {
        var clock = await database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<Row>("select highest, stepped from clock where id = 1"), cancellationToken);
        if (clock is null) return new("clock", Level.Ok, session.Say("还没有走过任何一步", "no step taken yet"));
        var highest = InstantPattern.General.Format(clock.Highest);
        if (clock.Stepped)
        {
            return new("clock", Level.Warn, session.Say($"这是拨过时钟的库（演示或测试），业务时间到 {highest}", $"this store's clock was stepped (a demo or a test); its business time is {highest}"),
                session.Say("growth up 会拒绝它；真正运行请用另一个工作区，或删掉 .growth。", "growth up refuses it; to run for real take another workspace, or remove .growth."));
        }

        return clock.Highest - now > Tolerance
            ? new("clock", Level.Fail, session.Say($"机器时间比库里见过的最晚时间 {highest} 还早", $"the machine's time is behind the latest time that the store has seen, {highest}"),
                session.Say("校准机器的时钟（NTP）。在此之前不会开周、发布或关周。如果它超前过、现在已经正确：growth clock accept。", "Set the machine's clock right (NTP). Until then no week opens, publishes or closes. If it had run ahead and is right now: growth clock accept."))
            : new("clock", Level.Ok, session.Say($"库里见过的最晚时间是 {highest}", $"the latest time that the store has seen is {highest}"));
    }

    private sealed record Row
    {
        public Instant Highest { get; init; }

        public bool Stepped { get; init; }
    }
}
