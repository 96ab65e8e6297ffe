using System.Security.Cryptography;
using System.Text;

namespace Growth.Storefronts;

/// <summary>Keys of deliveries and events, made of what a platform says: the same parts give the same key, of at most 200 characters.</summary>
internal static class StableKey
{
    internal const int MaxLength = 200;

    /// <summary>The parts with colons between them; hashed where that would be too long.</summary>
    internal static string Of(params ReadOnlySpan<string> parts)
    {
        var key = string.Join(':', parts);
        return key.Length <= MaxLength ? key : OfBytes(Encoding.UTF8.GetBytes(key));
    }

    /// <summary>For a delivery that names itself by nothing but its bytes.</summary>
    internal static string OfBytes(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
