namespace Growth.Storage;

/// <summary>
/// The time by which leases run, as it stands in a statement. Instances on one PostgreSQL have clocks of their own, so the server's counts;
/// a SQLite file has one machine, whose clock comes with the statement.
/// </summary>
internal static class QueueClock
{
    /// <param name="given">The machine's time as the statement is given it.</param>
    public static string Now(Engine engine, string given) => engine == Engine.Postgres
        ? "(select (extract(epoch from clock_timestamp()) * 1000000)::bigint)"
        : given;
}
