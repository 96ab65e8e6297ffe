using Growth.Config;
using Growth.Storefronts.Kinds;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>Where the shops call, and what is still missing before they can.</summary>
internal static class ShowStorefronts
{
    public static void Run(Session session, GrowthConfig config)
    {
        var missing = MissingSettings.Of(session, config).ToLookup(one => one.Owner, one => one.Name, StringComparer.Ordinal);
        foreach (var (name, storefront) in config.Storefronts.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var (url, names) = (new Uri(config.PublicUrl, $"/webhooks/{name}"), missing[MissingSetting.Of(name)].ToList());
            if (names.Count == 0)
            {
                session.Line(session.Say($"店铺 {name} 的 webhook 发到 {url}", $"Storefront {name} sends its webhooks to {url}"));
                continue;
            }

            session.Markup($"[yellow]{Markup.Escape(session.Say($"店铺 {name} 还没有接通：没有设置 {string.Join("、", names)}。", $"Storefront {name} is not connected yet: {string.Join(", ", names)} is not set."))}[/]");
            session.Line("  " + HowTo(session, storefront, url, names[0]));
        }
    }

    private static string HowTo(Session session, StorefrontConfig storefront, Uri url, string setting) => storefront is StandardWebhooksStorefront
        ? session.Say(
            $"在这里和店铺设成同一个 {setting}（生成：echo whsec_$(openssl rand -base64 32)），重启，店铺就能发到 {url}；见 docs/webhooks.md。",
            $"Set the same {setting} here and at the shop (make one: echo whsec_$(openssl rand -base64 32)) and start again; then it may call {url}: docs/webhooks.md.")
        : session.Say($"设置后重启，平台就能发到 {url}；见 docs/storefronts/。", $"Set it and start again; then the platform may call {url}: docs/storefronts/.");
}
