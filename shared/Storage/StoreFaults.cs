using Microsoft.Data.Sqlite;
using Npgsql;
using static SQLitePCL.raw;

namespace Growth.Storage;

/// <summary>What a fault of the store means to the one who asked, whatever the engine.</summary>
public enum StoreFault
{
    /// <summary>Not one of the store's, or a mistake of ours in what we asked.</summary>
    Other,

    /// <summary>Others hold its locks or collided with us; nothing was written, and soon it may work.</summary>
    Busy,

    /// <summary>It cannot be reached, read or written; what became of a commit under way is not known.</summary>
    Unavailable,

    /// <summary>Its disk is full; nothing was written.</summary>
    Full,

    /// <summary>A constraint, a type, a size: the statement's values are at fault and would be again.</summary>
    Content,
}

/// <summary>Tells faults of the store apart.</summary>
public static class StoreFaults
{
    public static StoreFault Of(Exception fault) => fault switch
    {
        DatabaseBusyException => StoreFault.Busy,
        SqliteException e => OfSqlite(e.SqliteErrorCode),
        PostgresException e => OfPostgres(e.SqlState),
        NpgsqlException => StoreFault.Unavailable,
        _ => StoreFault.Other,
    };

    private static StoreFault OfSqlite(int code) => code switch
    {
        SQLITE_BUSY or SQLITE_LOCKED => StoreFault.Busy,
        SQLITE_FULL => StoreFault.Full,
        SQLITE_CONSTRAINT or SQLITE_MISMATCH or SQLITE_TOOBIG or SQLITE_RANGE => StoreFault.Content,
        SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_CANTOPEN or SQLITE_IOERR or SQLITE_READONLY or SQLITE_PERM => StoreFault.Unavailable,
        _ => StoreFault.Other,
    };

    // https://www.postgresql.org/docs/15/errcodes-appendix.html: the first two characters are the class.
    private static StoreFault OfPostgres(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable => StoreFault.Busy,
        PostgresErrorCodes.DiskFull => StoreFault.Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreFault.Unavailable,
        _ => state[..Math.Min(2, state.Length)] switch
        {
            "22" or "23" or "54" => StoreFault.Content,
            "08" or "28" or "3D" or "53" or "57" or "58" or "F0" or "XX" => StoreFault.Unavailable,
            _ => StoreFault.Other,
        },
    };
}
