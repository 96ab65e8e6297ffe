using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>What a person should look at now; shown by <c>/healthz</c>, <c>growth doctor</c> and the dashboard. One open alert a key.</summary>
public sealed class Alerts(BusinessClock clock)
{
    /// <summary>Opens the alert, or replaces the text of the open one.</summary>
    /// <param name="key">Stable, lower case: <c>config</c>, <c>clock</c>, <c>poison:notifications</c>.</param>
    /// <param name="text">What is wrong and what to do; no secret, no personal data.</param>
    public Task RaiseAsync(Transaction transaction, string key, string text) => transaction.ExecuteAsync(
        """
        insert into alert (key, text, raised_at) values (@key, @text, @now)
        on conflict (key) do update set text = excluded.text
        """,
        new { key, text, now = clock.Now });

    public Task ClearAsync(Transaction transaction, string key) =>
        transaction.ExecuteAsync("delete from alert where key = @key", new { key });
}

/// <summary>An open alert.</summary>
public sealed record Alert
{
    public string Key { get; init; } = "";

    public string Text { get; init; } = "";

    public Instant RaisedAt { get; init; }
}
