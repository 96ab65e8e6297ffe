using Growth.Storage;
using Growth.Storefronts;

namespace Growth.Tests.Storefronts;

/// <summary>Stands where members and orders are: keeps the key of each event and how often it was told, in the transaction it is given. Unlike those it is not safe to repeat, so that a repetition shows.</summary>
internal sealed class RecordingSink
{
    private int _calls;

    /// <summary>How often it was asked to apply.</summary>
    public int Calls => _calls;

    /// <summary>Called after the events are written, before the transaction goes on.</summary>
    public Func<Task> Then { get; set; } = static () => Task.CompletedTask;

    public ShopEventSink Sink => new((_, _, _, _) => Task.CompletedTask, async (transaction, storefront, _, events) =>
    {
        Interlocked.Increment(ref _calls);
        foreach (var one in events)
            await transaction.ExecuteAsync("insert into applied_event (key) values (@key) on conflict (key) do update set times = applied_event.times + 1", new { key = $"{storefront.Name}/{one.Key}" });
        await Then();
    });

    public static Task CreateTableAsync(Transaction transaction) => transaction.ExecuteAsync("create table applied_event (key text primary key, times integer not null default 1)");

    public static Task<IReadOnlyList<string>> KeysAsync(Database database) => database.ReadAsync(async connection =>
        (IReadOnlyList<string>)[.. await Dapper.SqlMapper.QueryAsync<string>(connection, "select key from applied_event order by key")]);
}
