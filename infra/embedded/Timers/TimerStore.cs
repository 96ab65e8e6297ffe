using Growth.Storage;
using NodaTime;

namespace Growth.Embedded.Timers;

/// <summary>
/// The table <c>timer</c>: which occurrence was fired last (business time) and who may be running it (a lease in machine time).
/// </summary>
internal sealed class TimerStore(Database database)
{
    /// <summary>Adds the timer or takes on its new schedule. A new timer has missed nothing.</summary>
    /// <returns>The last occurrence fired, or when the timer was first seen.</returns>
    public Task<Instant> RegisterAsync(string name, string schedule, Instant now, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => transaction.FirstAsync<Instant>(
            """
            insert into timer (name, schedule, last_at) values (@name, @schedule, @now)
            on conflict (name) do update set schedule = excluded.schedule
            returning last_at
            """,
            new { name, schedule, now }), cancellationToken);

    /// <summary>
    /// Claims one occurrence. One conditional update stores the occurrence and takes the lease: of any number of instances one gets it, once,
    /// and nobody while another's call is still running.
    /// </summary>
    public Task<bool> ClaimAsync(string name, Instant occurrence, string owner, Instant machineNow, Instant leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction => await transaction.ExecuteAsync(
            """
            update timer set last_at = @occurrence, owner = @owner, lease_until = @leaseUntil
            where name = @name and last_at < @occurrence and (lease_until <= @machineNow or owner = @owner)
            """,
            new { name, occurrence, owner, machineNow, leaseUntil }) == 1, cancellationToken);

    /// <returns>False: the lease was lost, another instance may run the timer.</returns>
    public Task<bool> RenewAsync(string name, string owner, Instant leaseUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction => await transaction.ExecuteAsync(
            "update timer set lease_until = @leaseUntil where name = @name and owner = @owner", new { name, owner, leaseUntil }) == 1, cancellationToken);

    /// <summary>Gives the leases back at the end; without it the next instance waits for them.</summary>
    public Task ReleaseAsync(string owner) =>
        database.WriteAsync(transaction => transaction.ExecuteAsync("update timer set lease_until = 0, owner = null where owner = @owner", new { owner }));

    public Task<Instant> LastAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => SqlTypes.FromMicros(
            await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "select last_at from timer where name = @name", new { name })), cancellationToken);

    /// <summary>After the clock was set back: without it a timer fired in a wrong future would be silent until then.</summary>
    public Task RewindAsync(string name, Instant seen, Instant now, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => transaction.ExecuteAsync(
            "update timer set last_at = @now where name = @name and last_at = @seen", new { name, seen, now }), cancellationToken);
}
