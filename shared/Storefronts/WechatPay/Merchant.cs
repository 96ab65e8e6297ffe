namespace Growth.Storefronts.WechatPay;

/// <summary>A storefront's account at WeChat Pay with its keys ready for use. It has no text of its own that could leave through a log.</summary>
internal sealed class Merchant
{
    public required string MchId { get; init; }

    public required string AppId { get; init; }

    /// <summary>Of the merchant's API certificate: says to WeChat Pay which key signed a request.</summary>
    public required string SerialNo { get; init; }

    /// <summary>32 bytes.</summary>
    public required byte[] ApiV3Key { get; init; }

    public required RsaKey PrivateKey { get; init; }

    /// <summary><c>PUB_KEY_ID_...</c>; null: this merchant knows WeChat Pay by its platform certificates alone.</summary>
    public string? PublicKeyId { get; init; }

    public RsaKey? PublicKey { get; init; }
}

/// <summary>Either the account or the setting that is missing or of the wrong form.</summary>
internal readonly record struct MerchantFound(Merchant? Merchant, string Missing);
