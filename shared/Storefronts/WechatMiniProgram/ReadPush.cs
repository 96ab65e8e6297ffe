using System.Globalization;
using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts.WechatMiniProgram;

/// <summary>
/// Subscribe events in our words, one for each template. An accept in the dialog is one send of credit: <c>subscription.accepted</c>. Every
/// other change, a switch in the settings and the receipt of a message (which used a credit up) are <c>subscription.changed</c>.
/// </summary>
internal static class ReadPush
{
    private const int MaxEntries = 50;

    /// <summary>The event's name and the element that XML wraps its list in.</summary>
    private static readonly Dictionary<string, string> Wrappers = new(StringComparer.Ordinal)
    {
        ["subscribe_msg_popup_event"] = "SubscribeMsgPopupEvent",
        ["subscribe_msg_change_event"] = "SubscribeMsgChangeEvent",
        ["subscribe_msg_sent_event"] = "SubscribeMsgSentEvent",
    };

    /// <param name="proven">False: plain mode, whose signature does not cover the body; told on with each event.</param>
    internal static WebhookReading Run(PushMessage message, string appId, bool proven, Instant receivedAt)
    {
        if (!Wrappers.ContainsKey(message.Type)) return new WebhookReading.Ignored("event-without-use");
        if (message.Short("FromUserName") is not { } openId) return new WebhookReading.Misfit("FromUserName: an openid of at most 128 characters.");
        if (message.Short("CreateTime", 20) is not { } createTime || TimeOf(createTime) is not { } at || at > receivedAt + Duration.FromDays(1))
            return new WebhookReading.Misfit("CreateTime: seconds since 1970, not in the future.");
        var entries = Entries(message);
        if (entries.Count is 0 or > MaxEntries) return new WebhookReading.Misfit($"List: 1 to {MaxEntries} entries.");
        var events = new List<ShopEvent>();
        foreach (var (index, entry) in entries.Index())
        {
            if (entry.Short("TemplateId") is not { } template) return new WebhookReading.Misfit("List[].TemplateId: a text of at most 128 characters.");
            if (Fact(message.Type, entry, template, proven) is not { } fact) return new WebhookReading.Misfit(message.Type == "subscribe_msg_sent_event" ? "List[].ErrorCode: a whole number." : "List[].SubscribeStatusString: a text of at most 40 characters.");
            var receipt = entry.Short("MsgID") ?? "";
            events.Add(new ShopEvent(
                StableKey.Of("subscription", openId, createTime, message.Type, index.ToString(CultureInfo.InvariantCulture), template, receipt),
                at,
                fact with { Person = new ShopPerson { OpenId = openId, AppId = appId } }));
        }

        return new WebhookReading.Events(events);
    }

    /// <summary>JSON has the list at the top, XML in an element of its own.</summary>
    internal static IReadOnlyList<PushMessage> Entries(PushMessage message) =>
        Wrappers.TryGetValue(message.Type, out var wrapper) && message.Parts(wrapper) is [{ } wrapped] ? wrapped.Parts("List") : message.Parts("List");

    private static ShopFact? Fact(string type, PushMessage entry, string template, bool proven)
    {
        bool? unsigned = proven ? null : true;
        if (type == "subscribe_msg_sent_event")
        {
            if (entry.Short("ErrorCode", 10) is not { } code || !int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var error)) return null;
            return new ShopFact("subscription.changed") { Data = Json.Write(new { TemplateId = template, Status = error == 0 ? "sent" : "not-sent", MsgId = entry.Short("MsgID"), ErrorCode = error, Unsigned = unsigned }) };
        }

        // Also ban and filter, of which the documentation speaks at the client: nothing that could be sent.
        if (entry.Short("SubscribeStatusString", 40) is not { } status) return null;
        var accepted = type == "subscribe_msg_popup_event" && status == "accept";
        return new ShopFact(accepted ? "subscription.accepted" : "subscription.changed") { Data = Json.Write(new { TemplateId = template, Status = status, Scene = entry.Short("PopupScene", 10), Unsigned = unsigned }) };
    }

    private static Instant? TimeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 10_000_000_000 ? Instant.FromUnixTimeSeconds(seconds) : null;
}
