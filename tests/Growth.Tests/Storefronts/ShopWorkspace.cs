using Growth.Config;
using Growth.Storage;
using Growth.Storefronts.Kinds;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>A running workspace with a shop that signs, one whose secret is not set, and one of another platform.</summary>
internal static class ShopWorkspace
{
    public const string Shop = "shop";
    public const string Unset = "unset";
    public const string Other = "other";

    public static Dictionary<string, string?> Settings => new() { ["SHOP_SECRET"] = ShopSignature.Secret, ["SHOP_SECRET_OLD"] = ShopSignature.OldSecret };

    /// <summary>A new version of it, as <c>growth apply</c> makes one.</summary>
    public static Task ApplyAsync(Transaction transaction, EventsConfig? events = null) => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, 0 from workspace_version where true",
        new
        {
            config = Json.Write(new GrowthConfig
            {
                Workspace = "reading-room",
                PublicUrl = new Uri("https://growth.example.com"),
                TimeZone = "Asia/Shanghai",
                Currency = "CNY",
                Team = [],
                Channels = new Dictionary<string, ChannelConfig>(),
                Events = events ?? new EventsConfig(),
                Storefronts = new Dictionary<string, StorefrontConfig>
                {
                    [Shop] = new StandardWebhooksStorefront { RefundWindow = Duration.FromDays(7), Secrets = ["${SHOP_SECRET}", "${SHOP_SECRET_OLD}"] },
                    [Unset] = new StandardWebhooksStorefront { RefundWindow = Duration.FromDays(7), Secrets = ["${SECRET_NOBODY_SET}"] },
                    [Other] = new YouzanStorefront { RefundWindow = Duration.FromDays(7), ClientId = "c", ClientSecret = "${YOUZAN}" },
                },
            }),
        });
}
