using System.Diagnostics.CodeAnalysis;

namespace Growth.Tracking;

/// <summary>Facts that this process knows to be stored, up to a number of them. Safe from several threads.</summary>
/// <param name="most">Forgetting all of them once in a while costs a look each, and needs no book of who was used last.</param>
internal sealed class Remembered<TKey, TValue>(int most)
    where TKey : notnull
{
    // One short lock: counting a concurrent dictionary takes all of its own.
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, TValue> _known = typeof(TKey) == typeof(string) ? new((IEqualityComparer<TKey>)StringComparer.Ordinal) : [];

    public bool TryFind(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock) return _known.TryGetValue(key, out value);
    }

    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_known.Count >= most) _known.Clear();
            _known[key] = value;
        }
    }
}
