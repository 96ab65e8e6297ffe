using Growth.Storefronts.Kinds;

namespace Growth.Config.Rules;

/// <summary>Rules of growth.yaml alone.</summary>
internal static class GrowthRules
{
    internal static void Check(BoundFile<GrowthConfig> file)
    {
        var (config, findings) = file;
        CheckAddresses(file);
        CheckWeek(file);
        CheckOrders(file);
        foreach (var name in config.Messages.MaxSpend.Keys.Where(name => !config.Channels.ContainsKey(name)))
        {
            if (findings.IsBroken("channels")) break;
            findings.Add("unknown-channel", $"messages.maxSpend.{name}", new("There is no such channel.", "没有这个渠道。"), name, ChannelNames(config), Nearest.Of(name, config.Channels.Keys));
        }

        foreach (var (name, _) in config.Storefronts.Where(store => store.Value is WechatMiniProgramStorefront { Mode: not WechatPushMode.Plain, EncodingAesKeys.Count: 0 }))
        {
            if (findings.IsWhole($"storefronts.{name}"))
                findings.Add("missing-key", $"storefronts.{name}", new("encodingAesKeys is required unless the mode is plain.", "非明文模式必须填写 encodingAesKeys。"));
        }

        foreach (var (sku, product) in config.Products)
        {
            for (var i = 0; i < (product.Storefronts?.Count ?? 0); i++)
            {
                var path = $"products.{sku}.storefronts[{i}]";
                var name = product.Storefronts![i];
                if (!config.Storefronts.ContainsKey(name) && !findings.IsBroken(path) && !findings.IsBroken("storefronts"))
                    findings.Add("unknown-storefront", path, new("There is no such storefront.", "没有这个店铺。"), name, Names(config.Storefronts.Keys), Nearest.Of(name, config.Storefronts.Keys));
            }
        }

        foreach (var (name, _) in config.Channels.Where(channel => channel.Value is TwilioChannel { Registered: false }))
        {
            if (findings.IsBroken($"channels.{name}")) continue;
            findings.Add("unregistered-sms", $"channels.{name}", new("The SMS sender and its templates are not marked as registered with the carriers; unregistered ones are filtered.", "短信签名与模板未标明已报备（registered），未报备的短信会被运营商拦截。"), severity: Severity.Warning);
        }
    }

    internal static Words ChannelNames(GrowthConfig config) => Names(config.Channels.Keys);

    private static Words Names(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal));
        return new Words(list.Length == 0 ? "none is defined" : list, list.Length == 0 ? "尚未定义" : list);
    }

    private static void CheckAddresses(BoundFile<GrowthConfig> file)
    {
        var (config, findings) = file;
        if (config.PublicUrl.Scheme != Uri.UriSchemeHttps && !config.PublicUrl.IsLoopback && !findings.IsBroken("publicUrl"))
            findings.Add("public-url-not-https", "publicUrl", new("Links and posters carry this address: it must be https.", "链接和海报使用该地址，必须为 https。"), config.PublicUrl.OriginalString, new("https; http on localhost", "https;localhost 可用 http"));

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < config.Team.Count; i++)
        {
            var path = $"team[{i}].email";
            if (!findings.IsBroken(path) && !seen.Add(config.Team[i].Email))
                findings.Add("duplicate-team-email", path, new("This address is in the team already: it would get everything twice.", "该邮箱已在团队中，会重复收到消息。"), config.Team[i].Email);
        }
    }

    /// <summary>Whose orders a payment platform's notices pay must not be a guess.</summary>
    private static void CheckOrders(BoundFile<GrowthConfig> file)
    {
        var (config, findings) = file;
        if (!findings.IsWhole("storefronts")) return;
        var senders = config.Storefronts.Where(shop => shop.Value.SendsOrders).Select(shop => shop.Key).ToList();
        foreach (var (name, shop) in config.Storefronts)
        {
            if (shop is not WechatPayStorefront pay) continue;
            var path = $"storefronts.{name}.orders";
            if (pay.Orders is null && senders.Count > 1)
                findings.Add("orders-ambiguous", path, new("Several storefronts send orders: say whose numbers these notices carry.", "有多个店铺发送订单，须写明通知对应哪一个。"), allowed: Names(senders));
            else if (pay.Orders is { } orders && !config.Storefronts.ContainsKey(orders))
                findings.Add("unknown-storefront", path, new("There is no such storefront.", "没有这个店铺。"), orders, Names(senders), Nearest.Of(orders, senders));
            else if (pay.Orders is { } other && !senders.Contains(other, StringComparer.Ordinal))
                findings.Add("storefront-without-orders", path, new("This storefront sends no orders.", "该店铺不发送订单。"), other, Names(senders));
        }
    }

    private static void CheckWeek(BoundFile<GrowthConfig> file)
    {
        var (week, findings) = (file.Value.Week, file.Findings);
        if (week.Closes <= week.Opens && findings.IsWhole("week.opens") && findings.IsWhole("week.closes"))
            findings.Add("week-times-order", "week.closes", new("A week closes after it opens.", "收尾时刻须晚于开周时刻。"), $"{week.Closes}", new($"after {week.Opens}", $"晚于 {week.Opens}"));
        else if (week.Final >= week.Closes && findings.IsWhole("week.final") && findings.IsWhole("week.closes"))
            findings.Add("week-times-order", "week.final", new("A week is final before the next one closes.", "定稿须早于下一周的收尾。"), $"{week.Final}", new($"before {week.Closes}", $"早于 {week.Closes}"));

        if (file.Value.Messages.QuietHours is { } quiet && quiet.From == quiet.To && findings.IsWhole("messages.quietHours"))
            findings.Add("quiet-hours-empty", "messages.quietHours", new("Quiet hours that begin when they end are none, or all day.", "免打扰的起止时刻相同，含义不明。"), allowed: new("two different times", "两个不同的时刻"));
    }
}
