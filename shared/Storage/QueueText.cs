namespace Growth.Storage;

/// <summary>The parts of the queue's statements in which the engines differ.</summary>
internal static class QueueText
{
    /// <summary>
    /// The time by which leases run. Instances on one PostgreSQL have clocks of their own, so the server's counts; a SQLite file has one
    /// machine, whose clock comes with the statement.
    /// </summary>
    /// <param name="given">The machine's time as the statement is given it.</param>
    public static string Now(Engine engine, string given) => engine == Engine.Postgres
        ? "(select (extract(epoch from clock_timestamp()) * 1000000)::bigint)"
        : given;

    /// <summary>
    /// A condition that holds for the messages that a query chooses. Rows that another instance has locked are passed over. The array keeps
    /// the choice apart from the change: joined, the choice could be made more than once, or the whole table read for it.
    /// </summary>
    /// <param name="select">Chooses ids, ordered and limited.</param>
    public static string Chosen(Engine engine, string select) => engine == Engine.Postgres
        ? $"id = any (array({select} for update skip locked))"
        : $"id in ({select})";

    /// <summary>
    /// A condition that holds for messages <c>m</c> that are still under the claim they are given with in <c>{rows}</c>. PostgreSQL looks each
    /// id up: joined with the rows, a plan made while the table was small would read all of it. There a claim of another row counts too, which
    /// only this instance can have made: a message it lost and took again may be completed by its first run.
    /// </summary>
    public static string Held(Engine engine) => engine == Engine.Postgres
        ? "m.id = any (array(select r.id from {rows})) and m.claim = any (array(select distinct r.claim from {rows}))"
        : "m.id = (select r.id from {rows}) and m.claim = (select r.claim from {rows})";

    /// <summary>For PostgreSQL before a prepared statement of a queue: its plan may have been made while the table was small, and must suit it when it is not.</summary>
    /// <param name="durable">
    /// Whether the commit waits for the disk, as the server has it. A claim or a renewal that a crash of the server forgets is only a message
    /// delivered again, so those need not wait; a completion does.
    /// </param>
    public static string Settings(bool durable) =>
        $"select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true){(durable ? "" : ", set_config('synchronous_commit', 'off', true)")}";
}
