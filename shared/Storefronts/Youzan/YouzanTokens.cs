using System.Collections.Concurrent;
using System.Text.Json;
using Growth.Time;
using NodaTime;

namespace Growth.Storefronts.Youzan;

/// <summary>
/// Access tokens (7 days) of self-built apps, one a client and shop, held in memory: another instance gets the same one from Youzan. Asked
/// for by one caller at a time; the others wait for it.
/// </summary>
internal sealed class YouzanTokens(Func<string, object, CancellationToken, Task<JsonDocument?>> send, MachineClock clock) : IDisposable
{
    /// <summary>Well before its end, so that none ends under way.</summary>
    private static readonly Duration Margin = Duration.FromHours(1);

    private readonly ConcurrentDictionary<(string Client, string Shop), Held> _held = new();

    /// <param name="refused">A token that Youzan no longer takes; null: none.</param>
    /// <returns>Null: Youzan gives none, or cannot be reached.</returns>
    internal async Task<string?> FindAsync(YouzanCredentials credentials, string? refused, CancellationToken cancellationToken)
    {
        var held = _held.GetOrAdd((credentials.ClientId, credentials.GrantId!), _ => new Held());
        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            if (held.Token is { } token && token != refused && clock.Now < held.Ends - Margin) return token;
            // Without refresh Youzan repeats the token in use; a new one would end it for everybody else.
            if (!await TryRenewAsync(held, credentials, refresh: false, cancellationToken)) return null;
            if (held.Token == refused && !await TryRenewAsync(held, credentials, refresh: true, cancellationToken)) return null;
            return held.Token;
        }
        finally
        {
            held.Turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var held in _held.Values) held.Turn.Dispose();
    }

    private async Task<bool> TryRenewAsync(Held held, YouzanCredentials credentials, bool refresh, CancellationToken cancellationToken)
    {
        using var answer = await send(
            "auth/token",
            new { client_id = credentials.ClientId, client_secret = credentials.ClientSecret, authorize_type = "silent", grant_id = credentials.GrantId, refresh },
            cancellationToken);
        if (answer is null || YouzanFault.Of(answer) is not null) return false;
        try
        {
            var data = Payload.Of(answer).At("data");
            held.Token = data.Needed("access_token", 512);
            // The moment of its end, in milliseconds.
            held.Ends = Instant.FromUnixTimeMilliseconds(data.Count("expires", 100_000_000_000_000));
            return true;
        }
        catch (MisfitException)
        {
            return false;
        }
    }

    private sealed class Held
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public string? Token { get; set; }

        public Instant Ends { get; set; }
    }
}
