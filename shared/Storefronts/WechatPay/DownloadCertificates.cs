using System.Text;
using Growth.Time;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// <c>GET /v3/certificates</c>: the certificates under which WeChat Pay signs for a merchant. They come encrypted with the APIv3 key, which
/// only the two know, and the answer must be signed under one of them: who has neither can neither slip in a certificate nor hand over an old list.
/// </summary>
public sealed class DownloadCertificates(WechatPayHttp http, BusinessClock clock)
{
    private const string Path = "/v3/certificates";
    private const int MaxCertificates = 50;

    /// <returns>At least one, none expired.</returns>
    internal async Task<WechatPayAnswer<IReadOnlyList<PlatformCertificate>>> RunAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(merchant, HttpMethod.Get, Path, body: null, cancellationToken);
        if (answer is not WechatPayAnswer<SignedBody>.Ok ok) return answer.As<IReadOnlyList<PlatformCertificate>>();
        var now = clock.Now;
        var (certificates, problem) = Open(ok.Value.Bytes, merchant, now);
        if (problem is not null) return new WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Unknown(problem);
        return IsProven(ok.Value, certificates, merchant, now)
            ? new WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Ok(certificates)
            : new WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Unknown("not signed under any of the certificates that it holds");
    }

    private static (IReadOnlyList<PlatformCertificate> Certificates, string? Problem) Open(byte[] body, Merchant merchant, Instant now)
    {
        if (!JsonMembers.TryParse(body, out var members)) return ([], "the answer is not JSON");
        var certificates = new List<PlatformCertificate>();
        foreach (var one in members.Objects("data", MaxCertificates))
        {
            var serial = one.Text("serial_no", 64);
            var resource = SealedResource.Read(one.Object("encrypt_certificate"));
            if (members.Problem is not null) break;
            if (!resource.TryOpen(merchant.ApiV3Key, out var pem)) return ([], "a certificate does not open with the APIv3 key");
            if (!PlatformCertificate.TryParse(Encoding.UTF8.GetString(pem), out var certificate) || certificate.Serial != PaySignature.Normal(serial))
                return ([], "a certificate is not one, or not of its serial");
            if (certificate.ExpiresAt > now && !certificates.Exists(other => other.Serial == certificate.Serial)) certificates.Add(certificate);
        }

        return (certificates, members.Problem ?? (certificates.Count == 0 ? "no certificate that is valid" : null));
    }

    private static bool IsProven(SignedBody body, IReadOnlyList<PlatformCertificate> certificates, Merchant merchant, Instant now)
    {
        if (body.Signature is not { } signature || !signature.IsFresh(now)) return false;
        var key = KeyOf(merchant, signature.Serial) ?? certificates.FirstOrDefault(one => one.Serial == signature.Serial)?.Key;
        return key is not null && signature.IsOf(key, body.Bytes);
    }

    /// <returns>Null: the merchant's public key of WeChat Pay has another id, or there is none.</returns>
    internal static RsaKey? KeyOf(Merchant merchant, string serial) =>
        merchant.PublicKeyId is { } id && PaySignature.Normal(id) == serial ? merchant.PublicKey : null;
}
