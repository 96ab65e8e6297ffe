using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Storefronts.WechatPay;

/// <summary>What WeChat Pay encrypts with the merchant's APIv3 key: AEAD_AES_256_GCM, the 16 bytes of the tag behind the ciphertext.</summary>
internal sealed record SealedResource(string Nonce, string AssociatedData, string Ciphertext)
{
    private const string Algorithm = "AEAD_AES_256_GCM";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxCiphertext = WebhookRequest.MaxBytes;

    /// <summary>From <c>resource</c> of a notice or <c>encrypt_certificate</c>; what is wrong with it is kept by <paramref name="members"/>.</summary>
    public static SealedResource Read(JsonMembers members)
    {
        if (members.Text("algorithm", 32) != Algorithm) members.Wrong("algorithm", Algorithm);
        return new SealedResource(members.Text("nonce", 64), members.OptionalText("associated_data", 64) ?? "", members.Text("ciphertext", MaxCiphertext));
    }

    /// <returns>False: not sealed with this key, or changed since.</returns>
    public bool TryOpen(byte[] key, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        var nonce = Encoding.UTF8.GetBytes(Nonce);
        var bytes = new byte[Ciphertext.Length];
        if (nonce.Length != NonceBytes || !Convert.TryFromBase64String(Ciphertext, bytes, out var length) || length < TagBytes) return false;
        var opened = new byte[length - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(nonce, bytes.AsSpan(0, opened.Length), bytes.AsSpan(opened.Length, TagBytes), opened, Encoding.UTF8.GetBytes(AssociatedData));
        }
        catch (CryptographicException)
        {
            return false;
        }

        plain = opened;
        return true;
    }
}
