using System.Data.Common;

namespace Growth.Storage;

/// <summary>A store whose writes are undone: the work sees what it wrote, nobody else ever does. For dry runs; the store outlives it.</summary>
/// <param name="first">Done, and undone, ahead of the work: a schema that the store has not yet. Null: nothing.</param>
public sealed class Rehearsal(Database database, Func<Transaction, Task>? first = null) : Database
{
    public override Engine Engine => database.Engine;

    public override string Name => database.Name;

    public override async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, Isolation isolation, CancellationToken cancellationToken = default)
    {
        T? result = default;
        try
        {
            return await database.WriteAsync<T>(async transaction =>
            {
                if (first is not null) await first(transaction);
                result = await work(transaction);
                throw new UndoneException();
            }, isolation, cancellationToken);
        }
        catch (UndoneException)
        {
            return result!;
        }
    }

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) => database.ReadAsync(work, cancellationToken);

    public override Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) => database.ReadSnapshotAsync(work, cancellationToken);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override Task<T> ChangeSchemaAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken) => WriteAsync(work, Isolation.Serializable, cancellationToken);

    internal override Task<bool> HasTableAsync(string name, CancellationToken cancellationToken) => database.HasTableAsync(name, cancellationToken);

    private sealed class UndoneException : Exception;
}
