using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;

namespace Growth.Benchmarks.Queues;

/// <summary>A queue of ours under test, in a process of its own: orders are lines on standard input.</summary>
internal static class QueueServe
{
    /// <summary>POSTs at once, of everybody.</summary>
    public const int Concurrency = 50;

    public static Command Command()
    {
        var kind = new Argument<string>("kind");
        var setting = new Argument<string>("setting");
        var folder = new Argument<string>("folder");
        var command = new Command("serve-queue", "Serves a queue under test.") { kind, setting, folder };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            await using IQueueUnderTest queue = parsed.GetValue(kind) is "bare"
                ? await BareQueue.OpenAsync(parsed.GetValue(setting)!)
                : await GrowthQueue.OpenAsync(parsed.GetValue(setting)!, parsed.GetValue(folder)!);
            while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
            {
                var answer = await AnswerAsync(queue, JsonSerializer.Deserialize<QueueOrder>(line, QueueOrder.Wire)!);
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, QueueOrder.Wire));
            }

            return 0;
        });
        return command;
    }

    private static async Task<QueueAnswer> AnswerAsync(IQueueUnderTest queue, QueueOrder order)
    {
        switch (order.Do)
        {
            case "fill":
                foreach (var numbers in Enumerable.Range(0, order.Count).Chunk(1000)) await queue.AddManyAsync(numbers);
                return new QueueAnswer();
            case "work":
                await queue.WorkAsync(new PostJob(order.Port).RunAsync);
                return new QueueAnswer();
            case "rest":
                await queue.RestAsync();
                return new QueueAnswer();
            case "left": return new QueueAnswer { Count = await queue.LeftAsync() };
            case "add": return await AddAsync(queue, order);
            case "addMany": return await AddManyAsync(queue, order);
            case "wait": return await WaitAsync(queue, order.Count);
            case "clear":
                await queue.ClearAsync();
                return new QueueAnswer();
            default: throw new ArgumentException(order.Do, nameof(order));
        }
    }

    private static async Task<QueueAnswer> AddAsync(IQueueUnderTest queue, QueueOrder order)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, order.Clients).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < order.Seconds) await queue.AddAsync(Interlocked.Increment(ref count));
        })));
        return new QueueAnswer { Count = count, Seconds = watch.Elapsed.TotalSeconds };
    }

    private static async Task<QueueAnswer> AddManyAsync(IQueueUnderTest queue, QueueOrder order)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.Elapsed.TotalSeconds < order.Seconds; count += order.Size) await queue.AddManyAsync([.. Enumerable.Range(count, order.Size)]);
        return new QueueAnswer { Count = count, Seconds = watch.Elapsed.TotalSeconds };
    }

    /// <summary>Milliseconds from before a job is queued in an idle queue to the start of its function, one at a time.</summary>
    private static async Task<QueueAnswer> WaitAsync(IQueueUnderTest queue, int count)
    {
        var started = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.WorkAsync(_ =>
        {
            started.SetResult(Stopwatch.GetTimestamp());
            return Task.CompletedTask;
        });
        await Task.Delay(500);
        var waits = new List<double>();
        for (var n = 0; n < count; n++)
        {
            await Task.Delay(20);
            started = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var since = Stopwatch.GetTimestamp();
            await queue.AddAsync(n);
            waits.Add(Stopwatch.GetElapsedTime(since, await started.Task).TotalMilliseconds);
        }

        await queue.RestAsync();
        return new QueueAnswer { Waits = waits };
    }
}
