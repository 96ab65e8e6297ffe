using System.CommandLine;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Queues;

/// <summary>Messages a second, in and out, and how long one waits, beside the queues that others use.</summary>
internal static class QueueCommand
{
    public static Command Command(Option<bool> json, Option<bool> markdown)
    {
        var messages = new Option<int>("--messages") { Description = "Messages of a drain, 100 to 1000000.", DefaultValueFactory = _ => 20_000 };
        return BenchCommand.Create(
            "queue", "Messages a second in and out, and the wait of one, beside graphile-worker, pg-boss, BullMQ and bare inserts.", json, markdown,
            (settings, parsed, report, cancellationToken) => RunAsync(settings, Math.Clamp(parsed.GetValue(messages), 100, 1_000_000), report, cancellationToken), messages);
    }

    private static async Task RunAsync(BenchSettings settings, int messages, Report report, CancellationToken cancellationToken)
    {
        if (settings.UsesPeers && !RedisServer.IsInstalled) Report.Say("redis-server is not installed: BullMQ is not measured.");
        using var drain = await DrainQueue.StartAsync(cancellationToken);
        foreach (var engine in settings.Engines)
        {
            await using var stores = await BenchStores.OpenAsync(engine, settings);
            using var measure = new MeasureQueue(stores, settings);
            foreach (var activity in Activities(settings, messages, drain, stores).Where(activity => settings.Wants(activity.Name)))
                foreach (var figure in await measure.RunAsync(activity, cancellationToken)) report.Write(figure);
        }
    }

    private static IReadOnlyList<QueueActivity> Activities(BenchSettings settings, int messages, DrainQueue drain, BenchStores stores) =>
    [
        new("queue: drain, one POST a message, 50 at once", [("", "messages/s")], [QueueChild.Graphile, QueueChild.PgBoss, QueueChild.BullMq, QueueChild.Loop],
            async (queue, cancellationToken) => [await drain.RunAsync(queue, messages, stores, cancellationToken)]),
        Enqueue(1, settings),
        Enqueue(32, settings),
        new("queue: enqueue, 1,000 a transaction", [("", "messages/s")], [QueueChild.Graphile, QueueChild.PgBoss, QueueChild.BullMq],
            (queue, cancellationToken) => RateAsync(queue, new QueueOrder { Do = "addMany", Size = 1000, Seconds = settings.Seconds }, cancellationToken)),
        new("queue: idle, from enqueue to start", [(", p50", "ms"), (", p99", "ms")], [QueueChild.Graphile, QueueChild.BullMq], async (queue, cancellationToken) =>
        {
            var answer = await queue.AskAsync(new QueueOrder { Do = "wait", Count = (int)(settings.Seconds * 40) }, cancellationToken);
            return [answer.WaitAt(0.5), answer.WaitAt(0.99)];
        }),
    ];

    private static QueueActivity Enqueue(int clients, BenchSettings settings) => new(
        $"queue: enqueue one by one, {clients} client{(clients == 1 ? "" : "s")}", [("", "messages/s")], [QueueChild.Bare, QueueChild.Graphile, QueueChild.BullMq],
        (queue, cancellationToken) => RateAsync(queue, new QueueOrder { Do = "add", Clients = clients, Seconds = settings.Seconds }, cancellationToken));

    private static async Task<double[]> RateAsync(QueueChild queue, QueueOrder order, CancellationToken cancellationToken)
    {
        var answer = await queue.AskAsync(order, cancellationToken);
        await queue.AskAsync(new QueueOrder { Do = "clear" }, cancellationToken);
        return [answer.Rate];
    }
}
