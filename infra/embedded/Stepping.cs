using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Embedded;

/// <summary>Moves a stepped business clock from due time to due time.</summary>
internal sealed class Stepping(Triggers triggers, EmbeddedHostOptions options, Database database, DatabaseQueue queue, StepGate gate, BusinessClock business, MachineClock machine)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private readonly List<string> _queues = [.. triggers.Pumps.Select(pump => pump.Queue)];

    public async Task RunAsync(Instant target, CancellationToken cancellationToken)
    {
        var time = options.SteppedTime ?? throw new InvalidOperationException("This host runs on real time; start it with SteppedTime to step it.");
        if (target < time.Now) throw new InvalidOperationException($"The clock is at {time.Now}, after {target}: time is stepped forward only.");
        while (gate.Closed is null)
        {
            var next = await NextAsync(time.Now, cancellationToken);
            if (next is null || next > target) break;
            if (next > time.Now) time.Set(next.Value);
            await FireDueAsync(cancellationToken);
            await WhenIdleAsync(cancellationToken);
        }

        time.Set(target);
        await WhenIdleAsync(cancellationToken);
    }

    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        if (_queues.Count == 0) return;
        var until = machine.Now + Duration.FromTimeSpan(options.IdleTimeout);
        while (true)
        {
            var left = await DueAsync(cancellationToken);
            if ((left.Count == 0 || gate.Closed is not null) && triggers.Pumps.All(pump => pump.InFlight == 0)) return;
            foreach (var pump in triggers.Pumps.Where(pump => left.Exists(due => due.Queue == pump.Queue))) pump.Wake();
            if (machine.Now > until)
                throw new TimeoutException($"Not idle after {options.IdleTimeout.TotalSeconds:0} s; due or running: {string.Join(", ", left.Select(entry => $"{entry.Count} in queue '{entry.Queue}'"))}.");
            await Task.Delay(Look, machine.Provider, cancellationToken);
        }
    }

    private async Task<Instant?> NextAsync(Instant now, CancellationToken cancellationToken)
    {
        var next = triggers.Timers.Select(timer => timer.Next(now)).Min();
        if (_queues.Count == 0 || await queue.NextDueAsync(_queues, cancellationToken) is not { } message) return next;
        message = Instant.Max(message, now);
        return next is null || message < next ? message : next;
    }

    private async Task FireDueAsync(CancellationToken cancellationToken)
    {
        var until = machine.Now + Duration.FromTimeSpan(options.IdleTimeout);
        foreach (var timer in triggers.Timers)
        {
            while (timer.Next(business.Now) <= business.Now)
            {
                var wait = await timer.FireDueAsync(cancellationToken);
                if (wait == Duration.Zero) continue;
                if (machine.Now > until) throw new TimeoutException($"Timer '{timer.Function.Name}' is held by another host.");
                await Task.Delay(Look, machine.Provider, cancellationToken);
            }
        }
    }

    private Task<List<QueueDue>> DueAsync(CancellationToken cancellationToken) => database.ReadAsync(async connection => (await connection.QueryAsync<QueueDue>(
        "select queue, count(*) as Count from queue_message where due_at <= @now group by queue order by queue", new { now = business.Now }))
        .Where(row => _queues.Contains(row.Queue, StringComparer.Ordinal)).ToList(), cancellationToken);

    private sealed record QueueDue
    {
        public string Queue { get; init; } = "";

        public int Count { get; init; }
    }
}
