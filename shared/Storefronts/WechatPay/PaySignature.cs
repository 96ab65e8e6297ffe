using System.Buffers;
using System.Globalization;
using System.Text;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// What WeChat Pay signs its notices and its answers with: four headers, and a signature over
/// <c>timestamp \n nonce \n body \n</c> (pay.weixin.qq.com, 如何验证签名). Nothing is proven before <see cref="IsOf"/> says so.
/// </summary>
internal sealed class PaySignature
{
    public const string TimestampHeader = "wechatpay-timestamp";
    public const string NonceHeader = "wechatpay-nonce";
    public const string SerialHeader = "wechatpay-serial";
    public const string SignatureHeader = "wechatpay-signature";
    public const string TypeHeader = "wechatpay-signature-type";
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    private const int ToleranceSeconds = 300;
    private const int MaxText = 128;
    private const int MaxSignature = 1024;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> SerialCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private readonly string _timestamp;
    private readonly string _nonce;
    private readonly byte[] _signature;

    private PaySignature(string timestamp, string nonce, string serial, byte[] signature) =>
        (_timestamp, _nonce, Serial, _signature) = (timestamp, nonce, serial, signature);

    /// <summary>In the form of <see cref="Normal"/>.</summary>
    public string Serial { get; }

    /// <param name="header">All values that came under a lower-case name.</param>
    /// <param name="problem">Kebab case: which header is missing, there twice, or of the wrong form.</param>
    /// <returns>Null: there is nothing that could be verified.</returns>
    public static PaySignature? Read(Func<string, IReadOnlyList<string>> header, out string problem)
    {
        problem = "signature-type";
        if (header(TypeHeader) is not ([] or [Scheme])) return null;
        problem = "timestamp";
        // At most 15 digits: nothing that is added to it or taken from it leaves 64 bits.
        if (Only(header(TimestampHeader), 15) is not { } timestamp || timestamp.AsSpan().ContainsAnyExcept(Digits)) return null;
        problem = "nonce";
        // A line end in the nonce would let it run into the body.
        if (Only(header(NonceHeader), MaxText) is not { } nonce || nonce.AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
        problem = "serial";
        if (Only(header(SerialHeader), MaxText) is not { } serial || serial.AsSpan().ContainsAnyExcept(SerialCharacters)) return null;
        problem = "signature";
        if (Only(header(SignatureHeader), MaxSignature) is not { } text) return null;
        // WeChat Pay's probes (WECHATPAY/SIGNTEST/...) may be no base64: a signature that proves nothing, like any other wrong one.
        var signature = new byte[MaxSignature];
        if (!Convert.TryFromBase64String(text, signature, out var length)) length = 0;
        return new PaySignature(timestamp, nonce, Normal(serial), signature[..length]);
    }

    /// <summary>Serials are numbers: leading zeros come and go between a header, a certificate and its API, and so does the case.</summary>
    public static string Normal(string serial) => serial.TrimStart('0').ToUpperInvariant();

    /// <summary>Less than 300 s from now, either way.</summary>
    public bool IsFresh(Instant now) => Math.Abs(now.ToUnixTimeSeconds() - long.Parse(_timestamp, CultureInfo.InvariantCulture)) < ToleranceSeconds;

    public bool IsOf(RsaKey key, ReadOnlySpan<byte> body) => key.Verify(Message([_timestamp, _nonce], body), _signature);

    /// <summary>Each part and the body, each with a line end.</summary>
    public static byte[] Message(ReadOnlySpan<string> parts, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Join('\n', parts));
        var message = new byte[head.Length + body.Length + 2];
        head.CopyTo(message, 0);
        message[head.Length] = (byte)'\n';
        body.CopyTo(message.AsSpan(head.Length + 1));
        message[^1] = (byte)'\n';
        return message;
    }

    private static string? Only(IReadOnlyList<string> values, int max) => values is [{ Length: > 0 } only] && only.Length <= max ? only : null;
}
