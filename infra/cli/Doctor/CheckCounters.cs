using System.Diagnostics;
using Growth.Storage;
using Growth.Tracking;

namespace Growth.Cli.Doctor;

/// <summary>Is every counter what a scan of the sets and events says?</summary>
internal static class CheckCounters
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var recount = await new RecountCounters(database).RunAsync(new Progress(session), cancellationToken);
        if (recount.IsRight)
        {
            return [new("counters", Level.Ok, session.Say($"{recount.Counters} 个统计数字与重新清点一致（{recount.Events} 条事件）", $"{recount.Counters} counters equal a recount ({recount.Events} events kept)"))];
        }

        var found = recount.Differences.Select(one => new Finding("counters", Level.Fail,
            session.Say($"{one.Name.Of} 的 {one.Name.Counter} 记为 {one.Stored}，清点是 {one.Recounted}", $"{one.Name.Of}: {one.Name.Counter} is stored as {one.Stored}, a recount says {one.Recounted}"))).ToList();
        // Said once, after the last.
        found[^1] = found[^1] with
        {
            WhatToDo = session.Say("统计数字和明细同在一个事务里写入，不该不同：别改数据库，备份后连同日志报告给开发者。", "Counters and what they count are written in one transaction and cannot differ by themselves: leave the store as it is, back it up, and report it with the log."),
        };
        return found;
    }

    /// <summary>A line every few seconds on the error stream; a short recount says nothing.</summary>
    private sealed class Progress(Session session) : IProgress<RecountProgress>
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

        private long _told = Stopwatch.GetTimestamp();

        public void Report(RecountProgress value)
        {
            if (Stopwatch.GetElapsedTime(_told) < Every) return;
            _told = Stopwatch.GetTimestamp();
            session.Note(session.Say($"已清点 {value.Done * 100 / value.Of}%（到第 {value.Done} 条，共 {value.Of} 条事件）", $"{value.Done * 100 / value.Of} % counted (event {value.Done} of {value.Of})"));
        }
    }
}
