using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Growth.Storage;
using Microsoft.Extensions.Options;

namespace Growth.Members;

/// <summary>
/// Personal data at rest: sealed with AES-256-GCM under the first of <see cref="GrowthOptions.DataKey"/>, opened with any of them, found by
/// a keyed hash. Sealed bytes: version 1, 4 bytes of the key's id, 12 of nonce, the ciphertext, 16 of tag.
/// </summary>
public sealed class PersonalData
{
    private const byte Version = 1;
    private const int IdBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Overhead = 1 + IdBytes + NonceBytes + TagBytes;

    private readonly IReadOnlyList<Key> _keys;
    private readonly byte[] _lookup = [];

    /// <exception cref="OptionsValidationException">The setting is there and wrong.</exception>
    public PersonalData(IOptions<GrowthOptions> options)
    {
        if (!TryParse(options.Value.DataKey, out var keys, out var problem)) throw new OptionsValidationException(GrowthOptions.Section, typeof(GrowthOptions), [problem]);
        _keys = [.. keys.Select(key => new Key(key))];
        // The oldest: a hash must stay the same while keys rotate, so the last key of the setting stays there for good.
        if (keys.Count > 0) _lookup = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[^1], 32, info: "growth lookup 1"u8.ToArray());
    }

    /// <summary>False: no key is set, and nothing personal is taken in.</summary>
    public bool Ready => _keys.Count > 0;

    /// <param name="purpose">What it is: bytes sealed as one thing do not open as another.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string purpose)
    {
        var key = _keys.Count > 0 ? _keys[0] : throw new DataKeyMissingException();
        var sealedBytes = new byte[Overhead + plain.Length];
        sealedBytes[0] = Version;
        key.Id.CopyTo(sealedBytes.AsSpan(1));
        var nonce = sealedBytes.AsSpan(1 + IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Secret, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(1 + IdBytes + NonceBytes, plain.Length), sealedBytes.AsSpan(sealedBytes.Length - TagBytes), Encoding.UTF8.GetBytes(purpose));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Not sealed by a key that is set, not for this purpose, or changed since.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        if (sealedBytes.Length < Overhead || sealedBytes[0] != Version) throw new CryptographicException("Not sealed by this program.");
        foreach (var key in _keys)
        {
            if (!sealedBytes.Slice(1, IdBytes).SequenceEqual(key.Id)) continue;
            var plain = new byte[sealedBytes.Length - Overhead];
            using var aes = new AesGcm(key.Secret, TagBytes);
            aes.Decrypt(sealedBytes.Slice(1 + IdBytes, NonceBytes), sealedBytes.Slice(1 + IdBytes + NonceBytes, plain.Length), sealedBytes[^TagBytes..], plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }

        throw new CryptographicException("The key that sealed this is not among Growth:DataKey.");
    }

    /// <summary>By what a phone or an address is found without being read: 32 hexadecimal characters.</summary>
    /// <param name="kind"><c>phone</c>, <c>email</c>: the same text of another kind hashes otherwise.</param>
    public string HashOf(string kind, string value)
    {
        if (!Ready) throw new DataKeyMissingException();
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_lookup, Encoding.UTF8.GetBytes($"{kind}:{value}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <returns>False with what is wrong (never the key itself); true with no keys when the setting is absent.</returns>
    public static bool TryParse(string? setting, out IReadOnlyList<byte[]> keys, [NotNullWhen(false)] out string? problem)
    {
        var found = new List<byte[]>();
        (keys, problem) = (found, null);
        if (string.IsNullOrWhiteSpace(setting)) return true;
        foreach (var part in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            var key = new byte[32];
            if (!Convert.TryFromBase64String(part, key, out var length) || length != key.Length)
            {
                keys = [];
                problem = $"Growth:DataKey: key {found.Count + 1} is not base64 of 32 bytes. Make one with: openssl rand -base64 32. "
                    + "Several keys are separated by commas: the first seals, all open, and the last stays for good.";
                return false;
            }

            found.Add(key);
        }

        return true;
    }

    private sealed class Key(byte[] secret)
    {
        public byte[] Secret => secret;

        public byte[] Id { get; } = SHA256.HashData([.. "growth data key"u8, .. secret])[..IdBytes];
    }
}

/// <summary>Personal data came and nothing is set to seal it with: refused, never kept in clear.</summary>
public sealed class DataKeyMissingException()
    : Exception("The setting Growth:DataKey (environment Growth__DataKey) is not set: base64 of 32 random bytes. Make one with: openssl rand -base64 32");

/// <summary>Refuses a data key that is there and wrong when the process starts. An absent one is refused by what needs it.</summary>
public sealed class ValidateDataKey : IValidateOptions<GrowthOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthOptions options) =>
        PersonalData.TryParse(options.DataKey, out _, out var problem) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
}
