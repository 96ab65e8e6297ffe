using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>Readers as one transaction sees them; each is asked for once.</summary>
internal sealed class ReaderTable(Transaction transaction) : IAsyncDisposable
{
    private readonly Dictionary<ReaderKey, long> _known = [];
    private readonly Statement _find = new(transaction, "select id from reader where key = @key", "key");
    private readonly Statement _findByRef = new(transaction, "select id from reader where ref = @ref", "ref");
    private readonly Statement _add = new(
        transaction, "insert into reader (key, ref, created_at) values (@key, @ref, @now) on conflict (key) do nothing", "key", "ref", "now");

    public async Task<long> ResolveAsync(ReaderKey key, Instant now)
    {
        if (_known.TryGetValue(key, out var known)) return known;
        if (await _find.NumberAsync(key.Value) is not { } id)
        {
            await _add.ExecuteAsync(key.Value, key.Ref, now);
            id = (await _find.NumberAsync(key.Value))!.Value;
        }

        _known.Add(key, id);
        return id;
    }

    public Task<long?> FindByRefAsync(string @ref) => _findByRef.NumberAsync(@ref);

    public async ValueTask DisposeAsync()
    {
        await _find.DisposeAsync();
        await _findByRef.DisposeAsync();
        await _add.DisposeAsync();
    }
}
