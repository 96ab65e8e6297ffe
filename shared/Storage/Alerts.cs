using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>What a person should look at now; shown by <c>/healthz</c>, <c>growth doctor</c> and the dashboard. One open alert a key.</summary>
/// <param name="opened">Whoever wants to hear of new alerts.</param>
public sealed class Alerts(BusinessClock clock, IEnumerable<AlertOpened>? opened = null)
{
    /// <summary>Opens the alert, or replaces the text of the open one.</summary>
    /// <param name="key">Stable, lower case: <c>config</c>, <c>clock</c>, <c>poison:notifications</c>.</param>
    /// <param name="text">What is wrong and what to do; no secret, no personal data.</param>
    public async Task RaiseAsync(Transaction transaction, string key, string text)
    {
        var now = clock.Now;
        var raisedAt = await transaction.FirstAsync<Instant>(
            """
            insert into alert (key, text, raised_at) values (@key, @text, @now)
            on conflict (key) do update set text = excluded.text returning raised_at
            """,
            new { key, text, now });
        if (raisedAt != now) return;
        foreach (var tell in opened ?? []) await tell(transaction, new Alert { Key = key, Text = text, RaisedAt = now });
    }

    public Task ClearAsync(Transaction transaction, string key) =>
        transaction.ExecuteAsync("delete from alert where key = @key", new { key });
}

/// <summary>
/// Called in the transaction that opens an alert, not when its text is replaced. One that is raised twice at the same instant of the
/// business clock is told twice: key and instant say that it is the same.
/// </summary>
public delegate Task AlertOpened(Transaction transaction, Alert alert);

/// <summary>An open alert.</summary>
public sealed record Alert
{
    public string Key { get; init; } = "";

    public string Text { get; init; } = "";

    public Instant RaisedAt { get; init; }
}
