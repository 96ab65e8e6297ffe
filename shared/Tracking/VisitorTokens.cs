using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Signed tokens: <c>v1.&lt;payload&gt;.&lt;HMAC-SHA256 of "v1." and payload&gt;</c>, both base64url without padding.
/// The payload is the audience (1 byte), a random id (16 bytes) and the second of issue (8 bytes, big-endian). They live 400 days.
/// </summary>
public sealed class VisitorTokens
{
    private const string Version = "v1.";
    private const int IdBytes = 16;
    private const int PayloadBytes = 1 + IdBytes + sizeof(long);
    private const int PayloadLength = 34;
    private const int SignatureLength = 43;
    private const int Length = 3 + PayloadLength + 1 + SignatureLength;

    private readonly IReadOnlyList<byte[]> _keys;
    private readonly BusinessClock _clock;

    /// <exception cref="OptionsValidationException">A signing key is set and is not one.</exception>
    public VisitorTokens(IOptions<GrowthOptions> options, BusinessClock clock)
    {
        if (!SigningKeys.TryParse(options.Value.SigningKey, out _keys, out var problem))
            throw new OptionsValidationException(nameof(GrowthOptions), typeof(GrowthOptions), [problem]);
        _clock = clock;
    }

    public static Duration Lifetime { get; } = Duration.FromDays(400);

    /// <summary>False when no signing key is set: nothing is issued and nothing verifies.</summary>
    public bool Ready => _keys.Count > 0;

    /// <summary>A token for somebody new.</summary>
    /// <exception cref="SigningKeyMissingException">No signing key is set.</exception>
    public IssuedToken IssueVisitor() => Issue(ReaderKind.Visitor, RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>Signs for the given id of 16 bytes. Who may be given a member's token is the caller's to decide.</summary>
    /// <exception cref="SigningKeyMissingException">No signing key is set.</exception>
    public IssuedToken Issue(ReaderKind kind, ReadOnlySpan<byte> id)
    {
        if (!Ready) throw new SigningKeyMissingException();
        if (id.Length != IdBytes) throw new ArgumentException("An id has 16 bytes.", nameof(id));
        Span<byte> payload = stackalloc byte[PayloadBytes];
        payload[0] = (byte)kind;
        id.CopyTo(payload[1..]);
        BinaryPrimitives.WriteInt64BigEndian(payload[(1 + IdBytes)..], _clock.Now.ToUnixTimeSeconds());
        var signed = Version + Base64Url.EncodeToString(payload);
        var token = signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(_keys[0], Encoding.ASCII.GetBytes(signed)));
        return new IssuedToken(token, new ReaderKey(kind, Base64Url.EncodeToString(id)));
    }

    /// <summary>Says who a token means. One text per token is valid: other spellings of the same bytes are refused.</summary>
    /// <exception cref="SigningKeyMissingException">No signing key is set.</exception>
    public TokenVerdict Verify(string token, ReaderKind kind)
    {
        if (!Ready) throw new SigningKeyMissingException();
        if (token.Length != Length || !token.StartsWith(Version, StringComparison.Ordinal) || token[Version.Length + PayloadLength] != '.')
            return TokenVerdict.Invalid;
        var signed = token.AsSpan(0, Version.Length + PayloadLength);
        Span<byte> payload = stackalloc byte[PayloadBytes];
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryDecode(signed[Version.Length..], payload) || !TryDecode(token.AsSpan(signed.Length + 1), signature) || !IsSigned(signed, signature)
            || payload[0] != (byte)kind)
            return TokenVerdict.Invalid;
        var issued = Instant.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(payload[(1 + IdBytes)..]));
        return issued + Lifetime <= _clock.Now
            ? TokenVerdict.Expired
            : new TokenVerdict(TokenState.Valid, new ReaderKey(kind, Base64Url.EncodeToString(payload.Slice(1, IdBytes))));
    }

    private bool IsSigned(ReadOnlySpan<char> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> text = stackalloc byte[Version.Length + PayloadLength];
        Encoding.ASCII.GetBytes(signed, text);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var valid = false;
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, text, expected);
            valid |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return valid;
    }

    // The decoder refuses stray low bits; white space or padding would leave too few bytes. So there is one spelling.
    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        Base64Url.IsValid(text, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == bytes.Length;
}

/// <summary>A new token and who it means.</summary>
public sealed record IssuedToken(string Token, ReaderKey Reader);

public enum TokenState
{
    Valid,
    Invalid,
    Expired,
}

/// <summary>Who a token means; <see cref="Reader"/> is there exactly when it is valid.</summary>
public sealed record TokenVerdict(TokenState State, ReaderKey? Reader)
{
    public static TokenVerdict Invalid { get; } = new(TokenState.Invalid, null);

    public static TokenVerdict Expired { get; } = new(TokenState.Expired, null);
}

/// <summary>Tokens are asked for and nothing is set to sign them with: refused, never passed unsigned.</summary>
public sealed class SigningKeyMissingException()
    : Exception("The setting Growth:SigningKey (environment Growth__SigningKey) is not set: base64 of 32 random bytes or more. "
        + "Make one with: openssl rand -base64 32");
