using System.Text;
using Growth.Config;
using Growth.Storefronts;
using Growth.Tests.Config;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>Requests as a platform sends them, and the few things around an adapter.</summary>
internal static class SentRequest
{
    /// <summary>The vectors lie beside the repository, as <c>../shared/vectors</c>.</summary>
    public static string Vectors => Path.Combine(Repository.Root, "..", "shared", "vectors", "vectors.json");

    public static WebhookRequest Post(ReadOnlyMemory<byte> body, IEnumerable<(string Name, string Value)>? headers = null, IEnumerable<(string Name, string Value)>? query = null) =>
        new("POST", Map([("content-type", "application/json"), .. headers ?? []]), Map(query ?? []), body);

    public static WebhookRequest Post(string body, IEnumerable<(string Name, string Value)>? headers = null, IEnumerable<(string Name, string Value)>? query = null) =>
        Post(Encoding.UTF8.GetBytes(body), headers, query);

    public static WebhookRequest Get(params (string Name, string Value)[] query) => new("GET", Map([]), Map(query), ReadOnlyMemory<byte>.Empty);

    public static WebhookRequest WithHeader(this WebhookRequest request, string name, params string[] values) => request with { Headers = With(request.Headers, name, values) };

    public static WebhookRequest WithQuery(this WebhookRequest request, string name, params string[] values) => request with { Query = With(request.Query, name, values) };

    public static WebhookRequest WithBody(this WebhookRequest request, string body) => request with { Body = Encoding.UTF8.GetBytes(body) };

    public static Secrets Secrets(params (string Name, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Name, one.Value))).Build());

    public static StoredWebhook Store(this WebhookRequest request, WebhookVerdict.Accepted accepted, IStorefrontAdapter adapter, Instant at) => new()
    {
        Id = 1,
        Storefront = "shop",
        Delivery = accepted.Delivery,
        Type = accepted.Type,
        Headers = adapter.KeptHeaders.Where(name => request.Headers.TryGetValue(name, out var values) && values.Count > 0).ToDictionary(name => name, name => request.Headers[name][0], StringComparer.Ordinal),
        Body = request.Body,
        ReceivedAt = at,
    };

    /// <summary>Verified as it must be, and read.</summary>
    public static async Task<WebhookReading> ReadAsync(this IStorefrontAdapter adapter, WebhookRequest request, Storefront storefront, Instant at)
    {
        var verdict = await adapter.VerifyAsync(request, storefront, CancellationToken.None);
        var accepted = Xunit.Assert.IsType<WebhookVerdict.Accepted>(verdict);
        return await adapter.ReadAsync(request.Store(accepted, adapter, at), storefront, CancellationToken.None);
    }

    /// <summary>The refusal's status and reason; 200: accepted; 204: answered without effect; 503: a setting is missing.</summary>
    public static async Task<(int Status, string Reason)> JudgeAsync(this IStorefrontAdapter adapter, WebhookRequest request, Storefront storefront) =>
        await adapter.VerifyAsync(request, storefront, CancellationToken.None) switch
        {
            WebhookVerdict.Accepted => (200, ""),
            WebhookVerdict.Answered => (204, ""),
            WebhookVerdict.Refused refused => (Xunit.Assert.IsType<Growth.Http.Problem>(refused.Answer).Status, refused.Reason),
            WebhookVerdict.NotReady missing => (503, missing.Setting),
            _ => throw new InvalidOperationException(),
        };

    public static IReadOnlyList<ShopEvent> Events(this WebhookReading reading) => Xunit.Assert.IsType<WebhookReading.Events>(reading).Happened;

    private static Dictionary<string, IReadOnlyList<string>> Map(IEnumerable<(string Name, string Value)> values) =>
        values.GroupBy(one => one.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(one => one.Value)], StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlyList<string>> With(IReadOnlyDictionary<string, IReadOnlyList<string>> values, string name, string[] replaced)
    {
        var changed = values.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        if (replaced.Length == 0) changed.Remove(name);
        else changed[name] = replaced;
        return changed;
    }
}
