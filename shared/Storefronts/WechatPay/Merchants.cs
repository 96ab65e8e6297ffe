using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Growth.Config;
using Growth.Storefronts.Kinds;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// The accounts that storefronts of kind <c>wechat-pay</c> name. The settings are looked up each time, so that a rotated secret needs neither
/// an apply nor a start; keys are parsed again only when a text has changed.
/// </summary>
public sealed class Merchants(Secrets secrets)
{
    private const int ApiV3KeyBytes = 32;

    private readonly ConcurrentDictionary<string, (Texts Texts, Merchant Merchant)> _parsed = new(StringComparer.Ordinal);

    internal MerchantFound Find(Storefront storefront)
    {
        var config = (WechatPayStorefront)storefront.Config;
        if (TryRead(storefront.Name, config, out var texts) is { } missing) return new MerchantFound(null, missing);
        if (_parsed.TryGetValue(storefront.Name, out var parsed) && parsed.Texts == texts) return new MerchantFound(parsed.Merchant, "");
        if (Parse(storefront.Name, config, texts!, out var merchant) is { } wrong) return new MerchantFound(null, wrong);
        _parsed[storefront.Name] = (texts!, merchant!);
        return new MerchantFound(merchant, "");
    }

    /// <returns>The name of the first setting that is absent; null: all are there.</returns>
    private string? TryRead(string storefront, WechatPayStorefront config, [NotNullWhen(false)] out Texts? texts)
    {
        texts = null;
        string? missing = null;
        var read = new Texts(
            Read(config.MchId, "mchId"), Read(config.AppId, "appId"), Read(config.ApiV3Key, "apiV3Key"), Read(config.SerialNo, "serialNo"), Read(config.PrivateKey, "privateKey"),
            Optional(config.PublicKeyId, config.PublicKey, "publicKeyId"), Optional(config.PublicKey, config.PublicKeyId, "publicKey"));
        if (missing is not null) return missing;
        texts = read;
        return null;

        string Read(string text, string key)
        {
            if (secrets.TryFind(text, out var value)) return value;
            missing ??= NameOf(storefront, text, key);
            return "";
        }

        // A key without its id, or an id without its key, could never prove anything.
        string? Optional(string? text, string? other, string key) => text is null && other is null ? null : Read(text ?? "", key);
    }

    /// <returns>The name of the first setting that is of the wrong form; null: the merchant is ready.</returns>
    private static string? Parse(string storefront, WechatPayStorefront config, Texts texts, out Merchant? merchant)
    {
        merchant = null;
        var apiV3Key = Encoding.UTF8.GetBytes(texts.ApiV3Key);
        if (apiV3Key.Length != ApiV3KeyBytes) return NameOf(storefront, config.ApiV3Key, "apiV3Key");
        if (!RsaKey.TryParse(texts.PrivateKey, isPrivate: true, out var privateKey)) return NameOf(storefront, config.PrivateKey, "privateKey");
        RsaKey? publicKey = null;
        if (texts.PublicKey is not null && !RsaKey.TryParse(texts.PublicKey, isPrivate: false, out publicKey)) return NameOf(storefront, config.PublicKey!, "publicKey");
        merchant = new Merchant
        {
            MchId = texts.MchId,
            AppId = texts.AppId,
            SerialNo = texts.SerialNo,
            ApiV3Key = apiV3Key,
            PrivateKey = privateKey,
            PublicKeyId = texts.PublicKeyId,
            PublicKey = publicKey,
        };
        return null;
    }

    private static string NameOf(string storefront, string text, string key) => Secrets.NameOf(text) ?? $"storefronts.{storefront}.{key}";

    private sealed record Texts(string MchId, string AppId, string ApiV3Key, string SerialNo, string PrivateKey, string? PublicKeyId, string? PublicKey)
    {
        /// <summary>Never the values.</summary>
        public override string ToString() => nameof(Texts);
    }
}
