using Growth.Embedded.Calls;
using Growth.Storage;
using Growth.Time;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace Growth.Embedded.Timers;

/// <summary>
/// One timer function. An occurrence is claimed, then fired; a failed call is not retried: the next occurrence comes.
/// Several missed occurrences are made up for by one call, of the latest.
/// </summary>
internal sealed class TimerRun(FunctionEntry function, TimerStore store, TimerSettings settings, RunFunction run, StepGate gate, BusinessClock business, MachineClock machine)
{
    // More than a clock that is disciplined ever moves back, less than anybody would set it back by hand.
    private static readonly Duration Backward = Duration.FromMinutes(5);
    private static readonly Duration Late = Duration.FromSeconds(30);
    private static readonly Duration Closed = Duration.FromSeconds(1);

    private readonly TimerSchedule _schedule = TimerSchedule.TryParse(function.Info.Schedule!)!;
    private readonly SemaphoreSlim _one = new(1, 1);
    private Instant _last;
    private Instant _registered;

    public FunctionEntry Function => function;

    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        _registered = business.Now;
        _last = await store.RegisterAsync(function.Name, function.Info.Schedule!, _registered, cancellationToken);
    }

    /// <summary>When it is due next by business time, now at the earliest; null: never.</summary>
    public Instant? Next(Instant now) => _schedule.Next(_last) is { } next ? Instant.Max(next, now) : null;

    /// <summary>Fires the latest occurrence that is due, if this instance gets it.</summary>
    /// <returns>When to look again, by business time at most this far ahead.</returns>
    public async Task<Duration> FireDueAsync(CancellationToken cancellationToken)
    {
        if (gate.Closed is not null) return Closed;
        var now = business.Now;
        if (_last - now > Backward)
        {
            await store.RewindAsync(function.Name, _last, now, cancellationToken);
            _last = await store.LastAsync(function.Name, cancellationToken);
        }

        if (_schedule.Latest(_last, now) is not { } occurrence)
            return _schedule.Next(Instant.Max(_last, now)) is { } next ? next - now : Duration.FromDays(1);

        var machineNow = machine.Now;
        if (!await store.ClaimAsync(function.Name, occurrence, settings.Owner, machineNow, machineNow + settings.Lease, cancellationToken))
        {
            // another instance fired it, or still runs an earlier one and this is tried again
            _last = await store.LastAsync(function.Name, cancellationToken);
            return _last >= occurrence ? Duration.Zero : settings.Poll;
        }

        var before = _last;
        _last = occurrence;
        var pastDue = occurrence <= _registered || now - occurrence > Late;
        await CallAsync(Info(before, occurrence, now, pastDue), cancellationToken);
        return Duration.Zero;
    }

    /// <summary>Fires it by hand, whatever its schedule says; no occurrence is used up.</summary>
    /// <returns>Null: it ended well.</returns>
    public Task<Exception?> FireAsync(CancellationToken cancellationToken) =>
        CallAsync(Info(_last, business.Now, business.Now, pastDue: false), cancellationToken);

    private async Task<Exception?> CallAsync(TimerInfo info, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var running = run.RunAsync(function, info, abandon: false, lost.Token);
            while (!running.IsCompleted)
            {
                var renewal = Task.Delay((settings.Lease / 3).ToTimeSpan(), machine.Provider, CancellationToken.None);
                if (await Task.WhenAny(running, renewal) == running) break;
                if (!await store.RenewAsync(function.Name, settings.Owner, machine.Now + settings.Lease, CancellationToken.None)) await lost.CancelAsync();
            }

            return await running;
        }
        finally
        {
            _one.Release();
        }
    }

    private TimerInfo Info(Instant last, Instant occurrence, Instant now, bool pastDue) => new()
    {
        IsPastDue = pastDue,
        ScheduleStatus = new ScheduleStatus
        {
            Last = last.ToDateTimeUtc(),
            Next = (_schedule.Next(occurrence) ?? occurrence).ToDateTimeUtc(),
            LastUpdated = now.ToDateTimeUtc(),
        },
    };
}

/// <summary>How timers are shared between instances.</summary>
/// <param name="Owner">This instance, unique.</param>
/// <param name="Lease">How long an instance that died keeps its timers; renewed while a function runs.</param>
/// <param name="Poll">How often a timer that another instance holds is tried again.</param>
internal sealed record TimerSettings(string Owner, Duration Lease, Duration Poll);
