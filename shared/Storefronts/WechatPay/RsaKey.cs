using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// An RSA key of 2048 bits or more that any number may use at once: the framework's objects are for one at a time, and to import one costs as
/// much as to verify with it, so those that were made are used again. Signatures are PKCS#1 v1.5 over SHA-256 (WECHATPAY2-SHA256-RSA2048).
/// </summary>
internal sealed class RsaKey
{
    private const int MinimumBits = 2048;

    private readonly byte[] _der;
    private readonly bool _private;
    private readonly int _bytes;
    private readonly ConcurrentBag<RSA> _idle = [];

    private RsaKey(RSA key, bool isPrivate)
    {
        _der = isPrivate ? key.ExportPkcs8PrivateKey() : key.ExportSubjectPublicKeyInfo();
        _private = isPrivate;
        _bytes = key.KeySize / 8;
    }

    /// <param name="pem">PKCS#8, PKCS#1 or SubjectPublicKeyInfo; as settings often cannot hold lines, <c>\n</c> may stand for their ends.</param>
    public static bool TryParse(string pem, bool isPrivate, [NotNullWhen(true)] out RsaKey? key)
    {
        key = null;
        var text = pem.Replace("\\n", "\n", StringComparison.Ordinal);
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal) != isPrivate) return false;
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(text);
            key = Of(rsa, isPrivate);
            return key is not null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    /// <returns>Null: too short to be trusted.</returns>
    public static RsaKey? Of(RSA key, bool isPrivate) => key.KeySize < MinimumBits ? null : new RsaKey(key, isPrivate);

    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _bytes) return false;
        var rsa = Take();
        var proven = rsa.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(rsa);
        return proven;
    }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var rsa = Take();
        var signature = rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(rsa);
        return signature;
    }

    private RSA Take()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var rsa = RSA.Create();
        if (_private) rsa.ImportPkcs8PrivateKey(_der, out _);
        else rsa.ImportSubjectPublicKeyInfo(_der, out _);
        return rsa;
    }
}
