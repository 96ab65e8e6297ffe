using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>A request as it came: what a signature covers, byte for byte.</summary>
/// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
/// <param name="Headers">By lower-case name; a header that came twice has two values.</param>
/// <param name="Query">By name as it came; a parameter that came twice has two values.</param>
/// <param name="Body">Never changed, not even a byte order mark; at most <see cref="MaxBytes"/>.</param>
public sealed record WebhookRequest(
    string Method,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Headers,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Query,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>1 MiB: Shopify's largest orders are some hundred KiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Of headers, and of query parameters.</summary>
    public const int MaxHeaders = 100;

    /// <summary>Characters of a value.</summary>
    public const int MaxHeaderLength = 8192;

    /// <returns>Null: absent, empty, or there more than once, which no platform does.</returns>
    public string? Header(string name) => Only(Headers, name);

    /// <inheritdoc cref="Header"/>
    public string? Parameter(string name) => Only(Query, name);

    /// <returns>Null: more headers or parameters than any platform sends.</returns>
    public static WebhookRequest? Of(HttpRequest request, ReadOnlyMemory<byte> body) =>
        Copy(request.Headers, static name => name.ToLowerInvariant()) is { } headers && Copy(request.Query, static name => name) is { } query
            ? new WebhookRequest(request.Method, headers, query, body)
            : null;

    /// <summary>Those of the named headers that came, once.</summary>
    public IReadOnlyDictionary<string, string> Keep(IReadOnlyList<string> names)
    {
        var kept = new Dictionary<string, string>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
            if (Header(name) is { } value) kept.Add(name, value);
        return kept;
    }

    private static Dictionary<string, IReadOnlyList<string>>? Copy(IEnumerable<KeyValuePair<string, StringValues>> values, Func<string, string> nameOf)
    {
        var copy = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, found) in values)
        {
            var all = new string[found.Count];
            for (var i = 0; i < all.Length; i++)
                if ((all[i] = found[i] ?? "").Length > MaxHeaderLength) return null;
            if (copy.Count == MaxHeaders || all.Length > MaxHeaders) return null;
            copy[nameOf(name)] = all;
        }

        return copy;
    }

    private static string? Only(IReadOnlyDictionary<string, IReadOnlyList<string>> values, string name) =>
        values.TryGetValue(name, out var found) && found is [{ Length: > 0 } only] ? only : null;
}

/// <summary>A verified request as it is kept: what is mapped, now or when it is replayed.</summary>
public sealed record StoredWebhook
{
    public required long Id { get; init; }

    /// <summary>Its name in growth.yaml.</summary>
    public required string Storefront { get; init; }

    /// <summary>The platform's own key of this delivery, unique within the storefront.</summary>
    public required string Delivery { get; init; }

    /// <summary>As <see cref="WebhookVerdict.Accepted"/> had it.</summary>
    public required string Type { get; init; }

    /// <summary>Those of <see cref="IStorefrontAdapter.KeptHeaders"/> that came, by lower-case name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Business time of receipt.</summary>
    public required Instant ReceivedAt { get; init; }
}
