using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Tests.Storefronts;

/// <summary>Signs as a shop does, by its own few lines rather than by those under test.</summary>
internal static class ShopSignature
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OldSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    public static string Of(string id, string timestamp, ReadOnlySpan<byte> body, string secret = Secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
    }

    public static string Seconds(NodaTime.Instant instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
