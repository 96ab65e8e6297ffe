using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>A certificate under which WeChat Pay signs what it sends to one merchant.</summary>
/// <param name="Serial">In the form of <see cref="PaySignature.Normal"/>.</param>
internal sealed record PlatformCertificate(string Serial, string Pem, RsaKey Key, Instant EffectiveAt, Instant ExpiresAt)
{
    /// <summary>Its serial and its days are its own word, not that of whoever hands it over.</summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out PlatformCertificate? certificate)
    {
        certificate = null;
        try
        {
            using var x509 = X509Certificate2.CreateFromPem(pem);
            using var rsa = x509.GetRSAPublicKey();
            if (rsa is null || RsaKey.Of(rsa, isPrivate: false) is not { } key) return false;
            certificate = new PlatformCertificate(PaySignature.Normal(x509.SerialNumber), x509.ExportCertificatePem(), key, At(x509.NotBefore), At(x509.NotAfter));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static Instant At(DateTime local) => Instant.FromDateTimeUtc(local.ToUniversalTime());
}
