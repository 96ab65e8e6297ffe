using System.Data.Common;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Growth.Storage;

/// <summary>Tells a row that the store will never take from a store that cannot take any now.</summary>
public static class StoreFaults
{
    /// <summary>A constraint, a type, a size: the statement's values are at fault and would be again.</summary>
    public static bool IsAboutContent(DbException fault) =>
        fault is SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_MISMATCH or SQLITE_TOOBIG or SQLITE_RANGE };
}
