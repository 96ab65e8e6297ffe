using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Http;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts.Kinds;

[Doc("Any shop that signs by Standard Webhooks.", "任何采用 Standard Webhooks 签名的店铺。")]
public sealed record StandardWebhooksStorefront : StorefrontConfig
{
    [Doc("Signing secrets; two during a rotation.", "签名密钥；轮换期间可有两个。")]
    [Secret, Count(1, 5)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(StandardWebhooks);

    [JsonIgnore]
    public override string Kind => "standard-webhooks";
}

/// <summary>
/// Our own recommended kind: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, version 1.0.0,
/// scheme v1 (HMAC-SHA256 over <c>id.timestamp.body</c>). Any of the secrets and any <c>v1</c> entry may match; other schemes are passed over.
/// </summary>
public sealed class StandardWebhooks(Secrets secrets, BusinessClock clock) : IStorefrontAdapter
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Of a request whose body names none that could be read; it is kept, and set aside.</summary>
    public const string UnreadableType = "unreadable";

    private const string Scheme = "v1,";
    private const int LongestId = 200;
    private const int LongestType = 100;

    private static readonly Duration Tolerance = Duration.FromSeconds(300);

    public IReadOnlyList<string> KeptHeaders => [IdHeader, TimestampHeader, SignatureHeader];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) =>
        new(Verify(request, ((StandardWebhooksStorefront)storefront.Config).Secrets));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => new(ReadShopEvent.Run(webhook));

    /// <returns>An entry of the signature header.</returns>
    public static string Sign(StandardWebhooksSecret secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        Scheme + Convert.ToBase64String(Mac(secret, id, timestamp, body));

    private WebhookVerdict Verify(WebhookRequest request, IReadOnlyList<string> names)
    {
        var usable = names.Select(Find).OfType<StandardWebhooksSecret>().ToList();
        if (usable.Count == 0) return new WebhookVerdict.NotReady(Secrets.NameOf(names[0]) ?? "secrets");
        if (request.Header(IdHeader) is not { Length: <= LongestId } id || !id.All(static c => c is > ' ' and <= '~'))
            return Malformed("bad-id", $"{IdHeader} must be there once: 1 to {LongestId} printable ASCII characters without spaces.");
        if (request.Header(TimestampHeader) is not { } timestamp || !IsTimestamp(timestamp, out var sentAt))
            return Malformed("bad-timestamp", $"{TimestampHeader} must be there once: whole seconds since 1970 in UTC, 1 to 15 digits.");
        if (request.Header(SignatureHeader) is not { } signatures)
            return Malformed("no-signature", $"{SignatureHeader} must be there once: one or more of v1,BASE64, separated by spaces.");
        // The MAC first: whoever cannot sign learns nothing of our clock.
        if (!usable.Exists(secret => Matches(signatures, Mac(secret, id, timestamp, request.Body.Span))))
            return new WebhookVerdict.Refused(WebhookProblems.NotProven("bad-signature", $"No v1 entry of {SignatureHeader} is the signature of this id, timestamp and body."), "bad-signature");
        var off = clock.Now.ToUnixTimeSeconds() - sentAt;
        if (Math.Abs(off) > Tolerance.TotalSeconds)
            return new WebhookVerdict.Refused(WebhookProblems.NotProven("bad-clock", string.Create(CultureInfo.InvariantCulture, $"{TimestampHeader} is {Math.Abs(off)} seconds {(off > 0 ? "behind" : "ahead of")} this server's time; at most {Tolerance.TotalSeconds} are allowed.")), "bad-clock");
        return new WebhookVerdict.Accepted(id, TypeOf(RequestBody.WithoutMark(request.Body).Span));
    }

    private StandardWebhooksSecret? Find(string name) => secrets.TryFind(name, out var text) && StandardWebhooksSecret.TryParse(text, out var secret) ? secret : null;

    private static WebhookVerdict.Refused Malformed(string reason, string detail) => new(WebhookProblems.Bad(reason, detail), reason);

    private static bool IsTimestamp(string text, out long seconds)
    {
        seconds = 0;
        return text.Length is >= 1 and <= 15 && text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static bool Matches(string signatures, ReadOnlySpan<byte> mac)
    {
        var any = false;
        foreach (var entry in signatures.AsSpan().Split(' '))
        {
            var text = signatures.AsSpan(entry);
            if (text.StartsWith(Scheme, StringComparison.Ordinal)) any |= Signatures.IsBase64Of(text[Scheme.Length..], mac);
        }

        return any;
    }

    private static byte[] Mac(StandardWebhooksSecret secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var length = Encoding.UTF8.GetMaxByteCount(id.Length + timestamp.Length + 2) + body.Length;
        var signed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.", signed);
            body.CopyTo(signed.AsSpan(head));
            return HMACSHA256.HashData(secret.Key, signed.AsSpan(0, head + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    /// <summary>The <c>type</c> that stands at the top, without reading the rest.</summary>
    private static string TypeOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return UnreadableType;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (found) return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 and <= LongestType } type && type.All(static c => c is > ' ' and <= '~') ? type : UnreadableType;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Verified and yet no JSON, or no Unicode text: kept, and set aside with the reason.
        }

        return UnreadableType;
    }
}
