using Growth.Notifications;
using Growth.Weeks;

namespace Growth.Config.Rules;

internal static class MessageRules
{
    private static readonly string[] ChineseZones = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"];

    internal static void Check(RuleScope scope)
    {
        foreach (var (occasion, notify) in scope.Plan.Campaign.Notify)
        {
            var path = $"campaign.notify.{occasion}";
            CheckRoute(scope, notify.Route, notify.Purpose, path);
            foreach (var name in notify.Route.Where(name => scope.Config.Channels.GetValueOrDefault(name) is WechatSubscribeChannel push && !push.Templates.ContainsKey(notify.Template)))
                scope.Warn("unregistered-template", $"{path}.template", new($"The channel {name} has no WeChat template id for it.", $"渠道 {name} 未登记该模板的微信模板 ID。"), notify.Template, $"{path}.route", $"{RuleScope.Growth}channels");
        }

        for (var i = 0; i < scope.Plan.Content.Count; i++)
            if (scope.Plan.Content[i].Announce is { } announce) CheckAnnounce(scope, announce, $"content[{i}].announce");
        CheckReminders(scope);
    }

    private static void CheckAnnounce(RuleScope scope, AnnouncePlan announce, string path)
    {
        CheckRoute(scope, announce.Route, announce.Purpose, path);
        if (announce.Purpose == Purpose.Transactional)
            scope.Refuse("announcement-not-transactional", $"{path}.purpose", new("Telling of an article is no transaction.", "文章通知不是交易消息。"), "transactional", new("service, marketing", "service, marketing"));
        if (announce.Audience != Audience.All) return;
        var service = announce.Purpose == Purpose.Service || announce.Route.Any(name => IsPush(scope.Config, name));
        if (service)
            scope.Refuse("no-service-announcement-to-all", $"{path}.audience", new("A service template must not announce to all: only to those who asked.", "服务模板不得群发给所有人，只能发给订阅者。"), "all", new("consented; or purpose: marketing without a push channel", "consented；或 purpose: marketing 且不走 push 渠道"), needs: [$"{path}.purpose", $"{path}.route"]);
        else if (announce.Route.Any(name => IsSms(scope.Config, name)))
            scope.Refuse("marketing-sms-without-consent", $"{path}.audience", new("Marketing SMS needs consent: not everyone gave it.", "营销短信须经同意，并非所有人都同意。"), "all", new("consented", "consented"), needs: [$"{path}.purpose", $"{path}.route"]);
    }

    private static void CheckRoute(RuleScope scope, IReadOnlyList<string> route, Purpose purpose, string path)
    {
        for (var i = 0; i < route.Count; i++)
        {
            if (!scope.Config.Channels.TryGetValue(route[i], out var channel))
                scope.Refuse("unknown-channel", $"{path}.route[{i}]", new("There is no such channel in growth.yaml.", "growth.yaml 中没有这个渠道。"), route[i], GrowthRules.ChannelNames(scope.Config), Nearest.Of(route[i], scope.Config.Channels.Keys), $"{RuleScope.Growth}channels");
            else if (purpose == Purpose.Marketing && IsSms(scope.Config, route[i]))
                CheckMarketingSms(scope, channel, $"{path}.route[{i}]", $"{path}.purpose");
        }
    }

    private static void CheckMarketingSms(RuleScope scope, ChannelConfig channel, string path, string purpose)
    {
        var messages = scope.Config.Messages;
        if (messages.Sender is null)
            scope.Refuse("marketing-sms-without-sender", path, new("Marketing SMS must be signed: messages.sender is missing in growth.yaml.", "营销短信必须有签名：growth.yaml 缺少 messages.sender。"), needs: [purpose, $"{RuleScope.Growth}messages", $"{RuleScope.Growth}channels"]);
        if (messages.OptOut is null)
            scope.Refuse("marketing-sms-without-opt-out", path, new("Marketing SMS must say how to opt out: messages.optOut is missing in growth.yaml.", "营销短信必须写明退订方式：growth.yaml 缺少 messages.optOut。"), needs: [purpose, $"{RuleScope.Growth}messages", $"{RuleScope.Growth}channels"]);
        if (channel is TwilioChannel && (scope.Config.Currency == "CNY" || ChineseZones.Contains(scope.Config.TimeZone, StringComparer.Ordinal)))
            scope.Refuse("no-twilio-marketing-to-china", path, new("Twilio must not carry marketing to +86: nobody can reply to opt out, and links are barred.", "Twilio 不得向 +86 发送营销短信：无法回复退订，且禁止链接。"), allowed: new("another channel, or purpose service or transactional", "其他渠道，或 service、transactional 用途"), needs: [purpose, $"{RuleScope.Growth}channels", $"{RuleScope.Growth}currency", $"{RuleScope.Growth}timeZone"]);
    }

    private static void CheckReminders(RuleScope scope)
    {
        var campaign = scope.Plan.Campaign;
        var times = campaign.CheckIn.RemindAt;
        for (var i = 0; i < times.Count; i++)
        {
            if (scope.Config.Messages.QuietHours is { } quiet && quiet.Contains(times[i]))
                scope.Refuse("reminder-in-quiet-hours", $"campaign.checkIn.remindAt[{i}]", new("Quiet hours leave no time to send this reminder.", "免打扰时段内无法发送该提醒。"), Iso(times[i]), new($"{Iso(quiet.To)} until before {Iso(quiet.From)}", $"{Iso(quiet.To)} 起，{Iso(quiet.From)} 之前"), needs: [$"{RuleScope.Growth}messages.quietHours"]);
        }

        if (times.Count > 0 && !campaign.Notify.ContainsKey("reminder"))
            scope.Warn("reminder-without-message", "campaign.checkIn.remindAt", new("There is no notify.reminder: nobody is reminded.", "没有 notify.reminder，不会发出提醒。"), null, "campaign.notify");
        if (times.Count == 0 && campaign.Notify.ContainsKey("reminder"))
            scope.Warn("reminder-without-time", "campaign.notify.reminder", new("There is no checkIn.remindAt: nobody is reminded.", "没有 checkIn.remindAt，不会发出提醒。"), null, "campaign.checkIn.remindAt");
    }

    // A file channel stands in for the real one of its name, and is held to the same rules.
    private static bool IsSms(GrowthConfig config, string name) => config.Channels.GetValueOrDefault(name) is TwilioChannel || name == "sms";

    private static bool IsPush(GrowthConfig config, string name) => config.Channels.GetValueOrDefault(name) is WechatSubscribeChannel || name == "push";

    private static string Iso(NodaTime.LocalTime time) => NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(time);
}
