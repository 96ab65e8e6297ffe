using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storefronts.WechatMiniProgram;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts.Kinds;

[Doc("A WeChat mini-program's message push.", "微信小程序消息推送。")]
public sealed record WechatMiniProgramStorefront : StorefrontConfig
{
    [Doc("The mini-program's AppID.", "小程序 AppID。"), Env, Text(64)]
    public required string AppId { get; init; }

    [Doc("Token of the message push.", "消息推送 Token。"), Secret]
    public required string Token { get; init; }

    [Doc("How the message push is set up at WeChat. In plain mode no signature covers the body.", "消息推送的加密方式，与微信后台一致。明文模式的签名不覆盖消息体。")]
    public WechatPushMode Mode { get; init; } = WechatPushMode.Secure;

    [Doc("EncodingAESKeys; two during a rotation. Required unless the mode is plain.", "EncodingAESKey；轮换期间可有两个。非明文模式必填。"), Secret, Count(0, 2)]
    public IReadOnlyList<string> EncodingAesKeys { get; init; } = [];

    [JsonIgnore]
    public override Type Adapter => typeof(WechatMiniProgram);

    [JsonIgnore]
    public override string Kind => "wechat-mini-program";

    public override bool InsideWechat => true;

    public override bool SendsOrders => false;
}

public enum WechatPushMode
{
    [Doc("Bodies in clear.", "明文模式。")]
    Plain,

    [Doc("Bodies in clear with an encrypted half; only that is believed.", "兼容模式：只采信密文部分。")]
    Compatible,

    [Doc("Encrypted bodies.", "安全模式。")]
    Secure,
}

/// <summary>
/// WeChat's message push (developers.weixin.qq.com, message push). <c>signature</c> covers token, timestamp and nonce, never the body; only
/// <c>msg_signature</c> covers the encrypted text. So unless the team says <c>plain</c>, nothing that came in clear is believed.
/// </summary>
public sealed partial class WechatMiniProgram(Secrets secrets, BusinessClock clock) : IStorefrontAdapter
{
    private const string Yes = "success";

    // Whether a repetition keeps its timestamp is not documented: duplicates are found by their keys, the window only keeps very old ones out.
    private static readonly Duration Oldest = Duration.FromDays(1);
    private static readonly Duration Ahead = Duration.FromMinutes(10);

    public IReadOnlyList<string> MediaTypes => ["application/json", "text/xml", "application/xml"];

    public IReadOnlyList<string> Methods => ["GET", "POST"];

    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.Text(Yes, "text/plain");

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) =>
        new(Verify(request, (WechatMiniProgramStorefront)storefront.Config));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) =>
        new(Read(webhook, (WechatMiniProgramStorefront)storefront.Config));

    private WebhookVerdict Verify(WebhookRequest request, WechatMiniProgramStorefront config)
    {
        if (!TryFind(config, out var settings, out var missing)) return new WebhookVerdict.NotReady(missing);
        if (request.Parameter("signature") is not { } signature || request.Parameter("timestamp") is not { } timestamp || request.Parameter("nonce") is not { } nonce)
            return RefusedWebhook.Unproven("missing-parameter");
        // Ten digits exactly: sorted and joined, digits could else move between timestamp and nonce under the same signature.
        if (!TimestampForm().IsMatch(timestamp) || !NonceForm().IsMatch(nonce)) return RefusedWebhook.Malformed("bad-parameter");
        if (!PushSignature.IsOf(signature, settings.Token, timestamp, nonce)) return RefusedWebhook.Unproven("wrong-signature");
        var sent = Instant.FromUnixTimeSeconds(long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture));
        if (sent < clock.Now - Oldest || sent > clock.Now + Ahead) return RefusedWebhook.Unproven("outside-window");
        if (request.Method == HttpMethods.Get) return AddressCheck(request);
        return request.Method == HttpMethods.Post ? Body(request, settings, timestamp, nonce) : RefusedWebhook.Malformed("method");
    }

    /// <summary>The text comes back as it came; it is not signed, so it may be nothing that a browser could take for more than text.</summary>
    private static WebhookVerdict AddressCheck(WebhookRequest request) =>
        request.Parameter("echostr") is { } echo && EchoForm().IsMatch(echo) ? new WebhookVerdict.Answered(Results.Text(echo, "text/plain")) : RefusedWebhook.Malformed("bad-echostr");

    private static WebhookVerdict Body(WebhookRequest request, PushSettings settings, string timestamp, string nonce)
    {
        if (PushMessage.Parse(request.Body) is not { } outer) return RefusedWebhook.Malformed("bad-body");
        var encrypted = outer.Text("Encrypt");
        if (settings.Mode == WechatPushMode.Plain) return encrypted is null ? Accept(outer, request.Body.Span) : RefusedWebhook.Malformed("encrypted-body");
        if (encrypted is null) return RefusedWebhook.Unproven("not-encrypted");
        if (request.Parameter("msg_signature") is not { } signature || !PushSignature.IsOf(signature, settings.Token, timestamp, nonce, encrypted))
            return RefusedWebhook.Unproven("wrong-message-signature");
        return PushCipher.Open(encrypted, settings.Keys, settings.AppId) is { } opened ? Accept(PushMessage.Parse(opened), opened) : RefusedWebhook.Unproven("not-decrypted");
    }

    private static WebhookVerdict Accept(PushMessage? message, ReadOnlySpan<byte> bytes) =>
        message is null ? new WebhookVerdict.Accepted(StableKey.OfBytes(bytes), "unreadable") : new WebhookVerdict.Accepted(message.Delivery(bytes), message.Type);

    private WebhookReading Read(StoredWebhook webhook, WechatMiniProgramStorefront config)
    {
        if (!TryFind(config, out var settings, out var missing)) return new WebhookReading.Later($"The setting {missing} is not set.", Duration.FromMinutes(5));
        var outer = PushMessage.Parse(webhook.Body);
        var encrypted = outer?.Text("Encrypt");
        if (encrypted is null && settings.Mode != WechatPushMode.Plain) return new WebhookReading.Misfit("It came in clear, and the mode is no longer plain.");
        if (encrypted is null) return outer is null ? NoMessage : ReadPush.Run(outer, settings.AppId, proven: false, webhook.ReceivedAt);
        return PushCipher.Open(encrypted, settings.Keys, settings.AppId) is not { } opened ? new WebhookReading.Misfit("None of encodingAesKeys opens it.")
            : PushMessage.Parse(opened) is { } message ? ReadPush.Run(message, settings.AppId, proven: true, webhook.ReceivedAt)
            : NoMessage;
    }

    private static WebhookReading NoMessage => new WebhookReading.Misfit("It is neither one JSON object nor one <xml> element without a DTD.");

    private bool TryFind(WechatMiniProgramStorefront config, [NotNullWhen(true)] out PushSettings? settings, [NotNullWhen(false)] out string? missing)
    {
        settings = null;
        var keys = config.EncodingAesKeys.Select(text => secrets.TryFind(text, out var key) && PushCipher.IsKey(key) ? key : null).OfType<string>().ToList();
        missing = !secrets.TryFind(config.AppId, out var appId) ? Secrets.NameOf(config.AppId)
            : !secrets.TryFind(config.Token, out var token) ? Secrets.NameOf(config.Token)
            : keys.Count > 0 || config.Mode == WechatPushMode.Plain ? null
            : config.EncodingAesKeys.Count > 0 ? Secrets.NameOf(config.EncodingAesKeys[0])
            : "encodingAesKeys";
        if (missing is null && secrets.TryFind(config.Token, out token)) settings = new PushSettings(appId!, token, keys, config.Mode);
        return settings is not null;
    }

    [GeneratedRegex("^[0-9]{10}$", RegexOptions.NonBacktracking)]
    private static partial Regex TimestampForm();

    [GeneratedRegex("^[!-~]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex NonceForm();

    [GeneratedRegex("^[A-Za-z0-9+/=_.-]{1,256}$", RegexOptions.NonBacktracking)]
    private static partial Regex EchoForm();

    private sealed record PushSettings(string AppId, string Token, IReadOnlyList<string> Keys, WechatPushMode Mode);
}
