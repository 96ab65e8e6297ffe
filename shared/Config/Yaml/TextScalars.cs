using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Growth.Time;

namespace Growth.Config.Yaml;

internal static partial class TextScalars
{
    private const string EnvPattern = @"\$\{[A-Z][A-Z0-9_]{0,99}\}";

    internal static readonly Scalar Secret = new()
    {
        Rule = "secret-in-clear",
        Allowed = _ => new("${ENV_NAME}: the secret itself lives in the environment", "${ENV_NAME}：密钥本身只放在环境变量中"),
        Parse = (scalar, _) => EnvForm().IsMatch(scalar.Text)
            ? scalar.Text
            : new Refusal("secret-in-clear", new("A secret must not be written in clear.", "密钥不得以明文书写。"), HideValue: true),
        Write = (value, _) => Quote((string)value),
        Placeholder = "${PLACEHOLDER}",
        Schema = () => new JsonObject { ["type"] = "string", ["pattern"] = $"^{EnvPattern}$" },
        Secret = true,
    };

    internal static readonly Scalar Url = new()
    {
        Rule = "bad-url",
        Allowed = _ => new("an http or https URL without user name and password", "http 或 https 地址，不含用户名和密码"),
        Parse = (scalar, _) => ParseUrl(scalar.Text),
        Write = (value, _) => Quote(((Uri)value).OriginalString),
        Placeholder = new Uri("https://example.invalid"),
        Schema = () => new JsonObject { ["type"] = "string", ["format"] = "uri", ["pattern"] = "^https?://" },
    };

    /// <summary>A name of ours, written as it is.</summary>
    internal static readonly Scalar Name = Named("unknown-value", new("a known name", "已知名称"), _ => true, "name", "^[a-z-]+$");

    internal static Scalar Form(string name) => name switch
    {
        "origin" => Named("bad-origin", new("an origin such as https://shop.example.com: scheme, host, port, nothing after", "形如 https://shop.example.com 的来源：仅协议、主机、端口"), IsOrigin, "https://example.invalid", "^https?://[^/?#]+$"),
        "email" => Named("bad-email", new("an address such as team@example.com", "形如 team@example.com 的邮箱"), text => EmailForm().IsMatch(text) && text.Length <= 254, "a@example.invalid", "^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$"),
        "zone" => Named("unknown-time-zone", new("an IANA time zone such as Asia/Shanghai", "IANA 时区，如 Asia/Shanghai"), text => Zones.Ids.Contains(text), "UTC", "^[A-Za-z0-9_+/-]+$", Zones.Ids),
        "currency" => Named("unknown-currency", new("an ISO 4217 code such as CNY", "ISO 4217 代码，如 CNY"), text => Currency.TryGet(text, out var _), "CNY", "^[A-Z]{3}$", Currency.Codes),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such form"),
    };

    internal static Scalar Text(TextAttribute text, bool env)
    {
        var pattern = text.Pattern is null ? null : new Regex(text.Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var length = new Words($"one line of up to {text.MaxLength} characters", $"一行，不超过 {text.MaxLength} 个字符");
        var allowed = text.Allowed is null ? length : new Words($"{text.Allowed}, up to {text.MaxLength} characters", $"{text.AllowedZh}，不超过 {text.MaxLength} 个字符");
        if (env) allowed = new Words($"{allowed.En}, or ${{ENV_NAME}}", $"{allowed.Zh}，或 ${{ENV_NAME}}");
        return new Scalar
        {
            Rule = "bad-text",
            Allowed = _ => allowed,
            Parse = (scalar, _) => ParseText(scalar.Text, text.MaxLength, pattern, env),
            Write = (value, _) => Quote((string)value),
            Placeholder = "placeholder",
            Schema = () => TextSchema(text, env),
        };
    }

    /// <summary>Plain where nothing could misread it, else in double quotes.</summary>
    internal static string Quote(string text) => PlainForm().IsMatch(text) && YamlTypes.Of(text) == YamlType.Text && !OldBoolean().IsMatch(text)
        ? text
        : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";

    private static object? ParseText(string text, int maxLength, Regex? pattern, bool env)
    {
        if (text.Contains("${", StringComparison.Ordinal))
        {
            if (env && EnvForm().IsMatch(text)) return text;
            return new Refusal("env-not-allowed", new("A setting of the environment cannot stand here.", "此处不能引用环境变量。"), env ? null : new("the value itself", "直接写出值"));
        }

        var form = text.Length <= maxLength && text.Trim().Length == text.Length && !text.Contains('\n', StringComparison.Ordinal) && text.Length > 0;
        return form && (pattern is null || pattern.IsMatch(text)) ? text : null;
    }

    private static object? ParseUrl(string text)
    {
        if (text.Contains("${", StringComparison.Ordinal) || text.Length > 2000 || text.Any(char.IsWhiteSpace)) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0) return null;
        return url.UserInfo.Length == 0 ? url : new Refusal("bad-url", new("A URL must not carry a user name or password.", "地址不得包含用户名或密码。"), HideValue: true);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && text == url.GetLeftPart(UriPartial.Authority) && url.UserInfo.Length == 0;

    private static Scalar Named(string rule, Words allowed, Func<string, bool> isValid, string placeholder, string pattern, IEnumerable<string>? known = null) => new()
    {
        Rule = rule,
        Allowed = _ => allowed,
        Parse = (scalar, _) => isValid(scalar.Text) ? scalar.Text : null,
        Write = (value, _) => Quote((string)value),
        Placeholder = placeholder,
        Schema = () => new JsonObject { ["type"] = "string", ["pattern"] = pattern },
        Known = known ?? [],
    };

    private static JsonObject TextSchema(TextAttribute text, bool env)
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = text.MaxLength };
        if (text.Pattern is not null) schema["pattern"] = env ? $"{text.Pattern}|^{EnvPattern}$" : text.Pattern;
        return schema;
    }

    [GeneratedRegex($@"^{EnvPattern}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnvForm();

    [GeneratedRegex(@"^[^@\s<>()\[\],;:""\\]+@[^@\s.<>()\[\],;:""\\]+(\.[^@\s.<>()\[\],;:""\\]+)+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmailForm();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_./-]*( [\p{L}\p{N}_./-]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainForm();

    [GeneratedRegex(@"^(y|n|yes|no|on|off)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OldBoolean();
}
