using System.Data.Common;
using System.Reflection;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Says that this host runs on the store, so that nobody restores a backup under it, and looks whether it may still take steps.
/// On PostgreSQL a row with a lease by the server's clock: a host that was killed stops counting when its lease ends. On SQLite the lock
/// on the file says it (<see cref="SqliteStoreLock"/>), and nothing is written.
/// </summary>
public sealed partial class InstanceLease(
    Database database, Migrator migrator, StepGate gate, QueueSignal signal, MachineClock machine, InstanceSettings settings, ILogger<InstanceLease> log) : BackgroundService
{
    private const string ServerTime = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private readonly string _id = Guid.NewGuid().ToString("N");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (database.Engine != Engine.Postgres) return;
        try
        {
            await database.WriteAsync(transaction => transaction.ExecuteAsync("delete from instance where id = @_id", new { _id }), CancellationToken.None);
        }
        catch (Exception e) when (e is DatabaseBusyException or DbException)
        {
            LogNotSeen(e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay((settings.Lease / 3).ToTimeSpan(), machine.Provider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            await LookAsync(stoppingToken);
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (database.Engine == Engine.Postgres) await RenewAsync(cancellationToken);
            Set(await WhyClosedAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e) when (e is DatabaseBusyException or DbException)
        {
            // What was known goes on to hold; a store that cannot be reached lets no step happen either.
            LogNotSeen(e);
        }
    }

    private Task<int> RenewAsync(CancellationToken cancellationToken) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        $"""
        insert into instance (id, name, program, started_at, lease_until) values (@_id, @name, @program, {ServerTime}, {ServerTime} + @lease)
        on conflict (id) do update set lease_until = excluded.lease_until
        """,
        new
        {
            _id,
            name = $"{Environment.MachineName}, process {Environment.ProcessId}",
            program = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
            lease = settings.Lease.BclCompatibleTicks / 10,
        }), Isolation.ReadCommitted, cancellationToken);

    private async Task<string?> WhyClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An instance may live on through a rollout's migrations until one of them shuts it out.
            await migrator.PlanAsync(cancellationToken);
        }
        catch (SchemaRefusedException e)
        {
            return e.Message;
        }

        return (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken))?.ToString();
    }

    private void Set(string? closed)
    {
        if (!gate.Set(closed)) return;
        if (closed is not null) LogClosed(closed);
        else
        {
            LogOpen();
            signal.Heard(QueueSignal.Any);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No step is taken: {Reason}")]
    private partial void LogClosed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Steps are taken again")]
    private partial void LogOpen();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store could not be asked whether this host may take steps; it is asked again")]
    private partial void LogNotSeen(Exception fault);
}

/// <summary>How a host shows that it runs.</summary>
/// <param name="Lease">How long a host that was killed still counts, 0.3 s or more; a third of it later a change is noticed.</param>
public sealed record InstanceSettings(Duration Lease);
