using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Growth.Storefronts;

namespace Growth.Tests.Storefronts;

/// <summary>WeChat's side of the message push.</summary>
internal sealed record PushSender(string Token, string EncodingAesKey, string AppId)
{
    public string Sign(params string[] parts) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Order(StringComparer.Ordinal)))));

    public string Encrypt(string message, string random = "0123456789abcdef", Func<byte[], byte[]>? spoil = null)
    {
        var (text, appId) = (Encoding.UTF8.GetBytes(message), Encoding.UTF8.GetBytes(AppId));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        byte[] plain = [.. Encoding.ASCII.GetBytes(random), .. length, .. text, .. appId];
        var padding = 32 - (plain.Length % 32);
        plain = [.. plain, .. Enumerable.Repeat((byte)padding, padding)];
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(EncodingAesKey + "=");
        return Convert.ToBase64String(aes.EncryptCbc(spoil is null ? plain : spoil(plain), aes.Key.AsSpan(0, 16), PaddingMode.None));
    }

    public WebhookRequest Plain(string body, string timestamp, string nonce = "486452656") =>
        SentRequest.Post(body, query: [("signature", Sign(Token, timestamp, nonce)), ("timestamp", timestamp), ("nonce", nonce), ("openid", "o1")]);

    public WebhookRequest Secure(string message, string timestamp, string nonce = "415670741", bool xml = false) => Encrypted(Encrypt(message), timestamp, nonce, xml);

    public WebhookRequest Encrypted(string encrypted, string timestamp, string nonce = "415670741", bool xml = false) => SentRequest.Post(
        xml ? $"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>" : $$"""{"ToUserName":"gh_1","Encrypt":"{{encrypted}}"}""",
        query:
        [
            ("signature", Sign(Token, timestamp, nonce)), ("timestamp", timestamp), ("nonce", nonce), ("openid", "o1"), ("encrypt_type", "aes"),
            ("msg_signature", Sign(Token, timestamp, nonce, encrypted)),
        ]);
}
