using System.Text.Json.Serialization;
using Growth.Config.Yaml;

namespace Growth.Config;

/// <summary>A way to reach people; which further keys it has depends on its kind.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FileChannel), "file")]
[JsonDerivedType(typeof(WechatSubscribeChannel), "wechat-subscribe")]
[JsonDerivedType(typeof(TwilioChannel), "twilio")]
[JsonDerivedType(typeof(SendgridChannel), "sendgrid")]
public abstract record ChannelConfig
{
    [JsonIgnore]
    public abstract string Kind { get; }
}

[Doc("Writes messages into a folder instead of sending them.", "不发送，只把消息写入文件夹。")]
public sealed record FileChannel : ChannelConfig
{
    [JsonIgnore]
    public override string Kind => "file";
}

[Doc("WeChat subscribe messages: each consent is one send.", "微信订阅消息：一次授权一次发送。")]
public sealed record WechatSubscribeChannel : ChannelConfig
{
    [Doc("The mini-program's AppID.", "小程序 AppID。"), Env, Text(64)]
    public required string AppId { get; init; }

    [Doc("The mini-program's AppSecret.", "小程序 AppSecret。"), Secret]
    public required string Secret { get; init; }

    [Doc("Template ids registered with WeChat, by template name.", "已在微信登记的模板 ID，以模板名为键。")]
    [Count(0, 50), KeyPattern(NamePatterns.Template), Text(64), Env]
    public IReadOnlyDictionary<string, string> Templates { get; init; } = new Dictionary<string, string>();

    [JsonIgnore]
    public override string Kind => "wechat-subscribe";
}

[Doc("SMS by Twilio.", "Twilio 短信。")]
public sealed record TwilioChannel : ChannelConfig
{
    [Doc("Account SID.", "账户 SID。"), Env, Text(64)]
    public required string Account { get; init; }

    [Doc("Auth token.", "Auth Token。"), Secret]
    public required string Token { get; init; }

    [Doc("Sender's number, E.164.", "发送号码（E.164）。")]
    [Env, Text(40, "^\\+[1-9][0-9]{6,14}$", Allowed = "a number such as \"+15005550006\"", AllowedZh = "形如 \"+15005550006\" 的号码")]
    public required string From { get; init; }

    [Doc("Sender and templates are registered with the carriers.", "签名与模板已在运营商报备。")]
    public bool Registered { get; init; }

    [JsonIgnore]
    public override string Kind => "twilio";
}

[Doc("Email by SendGrid.", "SendGrid 邮件。")]
public sealed record SendgridChannel : ChannelConfig
{
    [Doc("API key.", "API 密钥。"), Secret]
    public required string Key { get; init; }

    [Doc("Sender's address, verified with SendGrid.", "已验证的发件地址。"), Form("email")]
    public required string From { get; init; }

    [JsonIgnore]
    public override string Kind => "sendgrid";
}

internal static class NamePatterns
{
    internal const string Template = "^[a-z][a-z0-9-]{0,39}$";

    internal const string Slug = "^[a-z0-9]+(-[a-z0-9]+)*$";
}
