using System.Net;
using Growth.Outbound;

namespace Growth.Config.Rules;

/// <summary>Rules of an outbound webhook's address, as far as it can be judged without asking a name server.</summary>
internal static class WebhookRules
{
    internal static void Check(BoundFile<GrowthConfig> file)
    {
        foreach (var (name, webhook) in file.Value.Webhooks)
        {
            var path = $"webhooks.{name}.url";
            if (!file.Findings.IsBroken(path) && !file.Findings.IsBroken($"webhooks.{name}")) Check(file, webhook, path);
        }
    }

    private static void Check(BoundFile<GrowthConfig> file, WebhookConfig webhook, string path)
    {
        var reach = ReachOf(webhook.Url);
        if (reach == Reach.Never || (reach == Reach.Private && !webhook.AllowPrivate))
        {
            file.Findings.Add("webhook-private-address", path, new("Events are not sent to this address.", "不会向该地址发送事件。"), webhook.Url.OriginalString,
                new("a public address; with allowPrivate: true also a private one, never a link-local one", "公网地址；allowPrivate: true 时也可为内网地址，链路本地地址一律不可"));
        }
        else if (webhook.Url.Scheme != Uri.UriSchemeHttps && reach != Reach.Private)
        {
            file.Findings.Add("webhook-not-https", path, new("What is sent could be read and changed on its way.", "内容在途中可能被读取或篡改。"), webhook.Url.OriginalString,
                new("https; http with allowPrivate: true on localhost or a private address", "https；allowPrivate: true 时，localhost 或内网地址可用 http"));
        }
    }

    /// <returns>Null: only its name server knows.</returns>
    private static Reach? ReachOf(Uri url)
    {
        if (IPAddress.TryParse(url.IdnHost, out var literal)) return PublicAddress.ReachOf(literal);
        return url.IsLoopback || url.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? Reach.Private : null;
    }
}
