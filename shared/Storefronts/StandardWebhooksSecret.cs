using System.Diagnostics.CodeAnalysis;

namespace Growth.Storefronts;

/// <summary>A signing secret of Standard Webhooks: <c>whsec_</c> (may be absent) and base64 of 24 to 64 random bytes.</summary>
public sealed class StandardWebhooksSecret
{
    private const string Prefix = "whsec_";

    private StandardWebhooksSecret(byte[] key) => Key = key;

    internal byte[] Key { get; }

    /// <summary>False: not such a secret. It is not repeated anywhere.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StandardWebhooksSecret? secret)
    {
        var base64 = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = new byte[base64.Length];
        secret = Convert.TryFromBase64String(base64, key, out var length) && length is >= 24 and <= 64 ? new StandardWebhooksSecret(key[..length]) : null;
        return secret is not null;
    }
}
