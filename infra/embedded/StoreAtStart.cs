using System.Data.Common;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Growth.Embedded;

/// <summary>Before anything else starts: the schema, and the mark of a store whose clock is stepped.</summary>
internal sealed class StoreAtStart(Migrator migrator, Database database, BusinessClock clock, EmbeddedHostOptions options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        try
        {
            await SqliteDamage.CheckAsync(database, cancellationToken);
            await migrator.RunAsync(now, cancellationToken);
        }
        catch (SchemaRefusedException e)
        {
            throw new HostRefusedException($"The database {database.Name} does not fit this program: {e.Message}", e);
        }
        catch (Exception e) when (e is StoreRefusedException or DatabaseBusyException)
        {
            throw new HostRefusedException(e.Message, e);
        }
        catch (DbException e)
        {
            throw new HostRefusedException($"The database {database.Name} cannot be used: {e.Message} {(database.Engine == Engine.Sqlite ? "Is it a SQLite file that this user may write" : "Is the server up, and may this user make tables there")} (Growth:Database)?", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostRefusedException($"The folder of the database {database.Name} cannot be written: {e.Message} Name another with Growth:Data.", e);
        }

        if (options.SteppedTime is not null) await database.WriteAsync(transaction => MarkAsync(transaction, now), cancellationToken);
        else if (await IsSteppedAsync(cancellationToken))
            throw new HostRefusedException($"The clock of the store {database.Name} was stepped (a demo or a test wrote it); it cannot run on real time. Use another Growth:Data.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task MarkAsync(Transaction transaction, Instant now) => transaction.ExecuteAsync(
        "insert into clock (id, highest, stepped) values (1, @now, 1) on conflict (id) do update set stepped = 1", new { now });

    private Task<bool> IsSteppedAsync(CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "select count(*) from clock where stepped = 1") > 0, cancellationToken);
}
