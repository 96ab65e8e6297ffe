using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>A platform certificate made for a test, with the key that WeChat Pay would keep to itself.</summary>
internal sealed class TestCertificate
{
    private readonly RSA _key;

    /// <param name="serial">Big-endian; a first byte of 0x80 or more gets a zero byte before it in the certificate, as in real ones.</param>
    public TestCertificate(byte[] serial, Instant from, Instant until)
    {
        _key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test platform", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForRSA(_key, RSASignaturePadding.Pkcs1), from.ToDateTimeOffset(), until.ToDateTimeOffset(), serial);
        Serial = Convert.ToHexString(serial);
        Pem = certificate.ExportCertificatePem();
        InCertificate = certificate.SerialNumber;
    }

    /// <summary>As a header has it.</summary>
    public string Serial { get; }

    /// <summary>As the framework reads it from the certificate.</summary>
    public string InCertificate { get; }

    public string Pem { get; }

    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    public byte[] Sign(byte[] message, HashAlgorithmName? hash = null, RSASignaturePadding? padding = null)
    {
        lock (_key) return _key.SignData(message, hash ?? HashAlgorithmName.SHA256, padding ?? RSASignaturePadding.Pkcs1);
    }
}
