using System.Text;

namespace Growth.Storage;

/// <summary>
/// A file beside a SQLite store, locked shared by every process that writes to the store for as long as it has it open, and alone by a restore,
/// which puts another file in its place. The system gives a lock back when its process dies, however it dies; a text left in the file says that a
/// restore died in the moment of the exchange.
/// </summary>
public sealed class SqliteStoreLock : IDisposable
{
    private const int ShortWaits = 40;
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private SqliteStoreLock(FileStream file) => _file = file;

    /// <summary>What <see cref="Mark"/> left of a restore that died; null: none did.</summary>
    public string? Left { get; private init; }

    public static string PathOf(string database) => database + ".lock";

    /// <returns>Null: this user may not write there, and so not to the store either.</returns>
    /// <exception cref="DatabaseBusyException">The store is being restored.</exception>
    /// <exception cref="StoreRefusedException">A restore was interrupted while it exchanged the files.</exception>
    public static async Task<SqliteStoreLock?> ShareAsync(string database, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Share(database);
            }
            catch (DatabaseBusyException) when (attempt < ShortWaits)
            {
                // A process that starts looks at the store for a moment alone; a restore takes longer.
                await Task.Delay(ShortWait, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static SqliteStoreLock? Share(string database)
    {
        FileStream file;
        try
        {
            file = new FileStream(PathOf(database), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new DatabaseBusyException($"The database {database} is being restored from a backup. Wait until that has ended.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (file.Length == 0) return new SqliteStoreLock(file);
        file.Dispose();
        throw new StoreRefusedException($"A restore of the database {database} was interrupted while it put the backup in its place. Run growth restore with the same backup again; the files it replaces are kept beside it.");
    }

    /// <returns>Null: somebody has the store open for writing.</returns>
    public static SqliteStoreLock? TakeAlone(string database)
    {
        try
        {
            var file = new FileStream(PathOf(database), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using var reader = new StreamReader(file, leaveOpen: true);
            return new SqliteStoreLock(file) { Left = reader.ReadLine() };
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>From here until <see cref="Unmark"/> nobody else opens the store, even when this process dies.</summary>
    /// <param name="left">One line for whoever finishes it.</param>
    public void Mark(string left)
    {
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(left + "\n"));
        _file.Flush(flushToDisk: true);
    }

    public void Unmark()
    {
        _file.SetLength(0);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of Linux and of BSD, ERROR_SHARING_VIOLATION.
    private static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
