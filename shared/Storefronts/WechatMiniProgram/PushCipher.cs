using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Storefronts.WechatMiniProgram;

/// <summary>
/// WeChat's message encryption: AES-256-CBC, the key's first 16 bytes as IV, over 16 random bytes, the message's length (4 bytes, big
/// endian), the message, the AppID; padded as PKCS#7 would, but to blocks of 32, which no library's padding mode strips.
/// </summary>
internal static class PushCipher
{
    private const int KeyCharacters = 43;
    private const int Block = 32;
    private const int Head = 16 + sizeof(int);

    internal static bool IsKey(string encodingAesKey) => TryDecode(encodingAesKey, out _);

    /// <returns>The message; null: no key opens it for this AppID.</returns>
    internal static byte[]? Open(string encrypted, IReadOnlyList<string> encodingAesKeys, string appId)
    {
        var cipher = new byte[encrypted.Length];
        if (!Convert.TryFromBase64String(encrypted, cipher, out var length) || length == 0 || length % Block != 0) return null;
        foreach (var key in encodingAesKeys)
            if (TryDecode(key, out var bytes) && Open(cipher.AsSpan(0, length), bytes, appId) is { } message) return message;
        return null;
    }

    private static byte[]? Open(ReadOnlySpan<byte> cipher, byte[] key, string appId)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(cipher, key.AsSpan(0, 16), PaddingMode.None).AsSpan();
        var padding = plain[^1];
        if (padding is < 1 or > Block || plain[^padding..].ContainsAnyExcept(padding)) return null;
        plain = plain[..^padding];
        if (plain.Length < Head) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(plain[16..Head]);
        if (length < 0 || length > plain.Length - Head) return null;
        return CryptographicOperations.FixedTimeEquals(plain[(Head + length)..], Encoding.UTF8.GetBytes(appId)) ? plain.Slice(Head, length).ToArray() : null;
    }

    /// <summary>43 characters of base64 without the last "="; WeChat's own may have bits to spare in the last one.</summary>
    private static bool TryDecode(string encodingAesKey, out byte[] key)
    {
        key = new byte[32];
        return encodingAesKey.Length == KeyCharacters && Convert.TryFromBase64String(encodingAesKey + "=", key, out var length) && length == key.Length;
    }
}
