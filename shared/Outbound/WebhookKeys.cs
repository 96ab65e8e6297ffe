using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Growth.Config;
using NodaTime;

namespace Growth.Outbound;

/// <summary>The keys an endpoint's events are signed with: all of them, or none and why. (Standard Webhooks 1.0.0, v1)</summary>
internal sealed record WebhookKeys(IReadOnlyList<byte[]> Keys, string? Problem)
{
    /// <summary>Before an endpoint's name: the key of its alert.</summary>
    public const string Alert = "outbound:";

    private const string Prefix = "whsec_";

    /// <summary>Looked up at every attempt, so that a rotated secret needs no restart of ours. One that is missing of two fails both: a
    /// receiver that knows only that one would refuse every event.</summary>
    public static WebhookKeys Read(WebhookConfig webhook, Secrets secrets)
    {
        var keys = new List<byte[]>();
        foreach (var secret in webhook.Secrets)
        {
            if (!secrets.TryFind(secret, out var text)) return new WebhookKeys([], $"{Secrets.NameOf(secret)} is not set");
            if (Decode(text) is not { } key) return new WebhookKeys([], $"{Secrets.NameOf(secret)} is not {Prefix} and the base64 of 24 to 64 bytes");
            keys.Add(key);
        }

        return new WebhookKeys(keys, null);
    }

    /// <returns>The value of <c>webhook-signature</c>: one entry a key.</returns>
    /// <param name="at">Of the attempt, by the machine's clock: receivers compare it with theirs.</param>
    public string Sign(string webhookId, Instant at, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{webhookId}.{at.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', Keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))));
    }

    private static byte[]? Decode(string text)
    {
        var encoded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text;
        var key = new byte[encoded.Length];
        return Convert.TryFromBase64Chars(encoded, key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }
}
