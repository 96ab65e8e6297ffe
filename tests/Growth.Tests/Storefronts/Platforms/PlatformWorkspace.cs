using Growth.Config;
using Growth.Storage;
using Growth.Storefronts.Kinds;
using Growth.Tests.Storefronts.WechatPay;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>A storefront of every kind, the mini-program's in both of its modes.</summary>
internal static class PlatformWorkspace
{
    private static readonly Duration RefundWindow = Duration.FromDays(7);

    public static Dictionary<string, string?> Settings => new(PayAccount.Settings)
    {
        ["SHOP_SECRET"] = ShopSignature.Secret,
        ["PUSH_TOKEN"] = PushPlatform.Account.Token,
        ["PUSH_KEY"] = PushPlatform.Account.EncodingAesKey,
        ["YOUZAN_SECRET"] = YouzanSender.Secret,
        ["SHOPIFY_SECRET"] = "test_secret_key",
    };

    private static Dictionary<string, StorefrontConfig> Storefronts => new()
    {
        ["shop"] = new StandardWebhooksStorefront { Secrets = ["${SHOP_SECRET}"], RefundWindow = RefundWindow },
        ["pay"] = PayAccount.Storefront(orders: "shop").Config,
        ["mini"] = new WechatMiniProgramStorefront { AppId = PayAccount.AppId, Token = "${PUSH_TOKEN}", EncodingAesKeys = ["${PUSH_KEY}"], RefundWindow = RefundWindow },
        ["mini-plain"] = new WechatMiniProgramStorefront { AppId = PayAccount.AppId, Token = "${PUSH_TOKEN}", Mode = WechatPushMode.Plain, RefundWindow = RefundWindow },
        ["youzan"] = new YouzanStorefront { ClientId = YouzanSender.ClientId, ClientSecret = "${YOUZAN_SECRET}", RefundWindow = RefundWindow },
        ["shopify"] = new ShopifyStorefront { Shop = "mystore.myshopify.com", Secrets = ["${SHOPIFY_SECRET}"], RefundWindow = RefundWindow },
    };

    /// <summary>They are added to the running workspace, by a new version of it.</summary>
    public static async Task ApplyAsync(Transaction transaction)
    {
        var running = (await WorkspaceStore.CurrentAsync(transaction))!;
        await transaction.ExecuteAsync(
            "insert into workspace_version (version, hash, config, applied_at) values (@version, 'h', @config, 0)",
            new { version = running.Version + 1, config = Json.Write(running.Config with { Storefronts = Storefronts }) });
    }
}
