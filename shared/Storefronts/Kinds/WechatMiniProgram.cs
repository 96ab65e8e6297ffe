using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Microsoft.AspNetCore.Http;

namespace Growth.Storefronts.Kinds;

[Doc("A WeChat mini-program's message push.", "微信小程序消息推送。")]
public sealed record WechatMiniProgramStorefront : StorefrontConfig
{
    [Doc("The mini-program's AppID.", "小程序 AppID。"), Env, Text(64)]
    public required string AppId { get; init; }

    [Doc("Token of the message push.", "消息推送 Token。"), Secret]
    public required string Token { get; init; }

    [Doc("EncodingAESKeys; two during a rotation.", "EncodingAESKey；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> EncodingAesKeys { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(WechatMiniProgram);

    [JsonIgnore]
    public override string Kind => "wechat-mini-program";

    public override bool InsideWechat => true;

    public override bool SendsOrders => false;
}

public sealed class WechatMiniProgram : IStorefrontAdapter
{
    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();
}
