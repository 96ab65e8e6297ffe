using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Client event ids of at least the last 48 hours, in two tables that take turns: both are asked, one is filled, and when that one is
/// 48 hours old the other is emptied and takes over. A unique index over all ids ever seen would sink ingest as it grows.
/// </summary>
internal static class EventIds
{
    public static Duration Kept { get; } = Duration.FromHours(48);

    /// <summary>Turns the tables when it is time. Safe to run twice: the turn's row moves in the same transaction.</summary>
    public static async Task<EventIdTable> OpenAsync(Transaction transaction, Instant now)
    {
        var turn = await transaction.FirstAsync<Turn>("select current, since from event_id_turn where id = 1");
        if (turn is null)
        {
            turn = new Turn { Current = 0, Since = now };
            await transaction.ExecuteAsync("insert into event_id_turn (id, current, since) values (1, 0, @now)", new { now });
        }
        else if (now - turn.Since >= Kept)
        {
            turn = new Turn { Current = 1 - turn.Current, Since = now };
            await transaction.ExecuteAsync(turn.Current == 0 ? "delete from event_id_0" : "delete from event_id_1");
            await transaction.ExecuteAsync("update event_id_turn set current = @Current, since = @Since where id = 1", turn);
        }

        return new EventIdTable(transaction, turn.Current);
    }

    private sealed record Turn
    {
        public int Current { get; init; }

        public Instant Since { get; init; }
    }
}

/// <summary>The ids as one transaction sees them.</summary>
internal sealed class EventIdTable(Transaction transaction, int current) : IAsyncDisposable
{
    private readonly Statement _add = new(
        transaction,
        current == 0
            ? "insert into event_id_0 (id) select @id where not exists (select 1 from event_id_1 where id = @id) on conflict (id) do nothing"
            : "insert into event_id_1 (id) select @id where not exists (select 1 from event_id_0 where id = @id) on conflict (id) do nothing",
        "id");

    /// <summary>An id is its sender's own: nobody can use up another's.</summary>
    /// <returns>False: this reader has sent this id before.</returns>
    public async Task<bool> AddAsync(long readerId, string id) => await _add.ExecuteAsync($"{readerId}:{id}") == 1;

    public ValueTask DisposeAsync() => _add.DisposeAsync();
}
