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
}
