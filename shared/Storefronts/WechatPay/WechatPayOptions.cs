using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Growth.Storefronts.WechatPay;

/// <summary>How WeChat Pay's API is reached. Bound from <c>Growth:WechatPay</c>.</summary>
public sealed record WechatPayOptions
{
    public const string Section = "Growth:WechatPay";

    /// <summary>Scheme and host alone: https, or http on this machine. <c>https://api2.mch.weixin.qq.com</c> is WeChat Pay's own second address.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.mch.weixin.qq.com");

    /// <summary>How long an answer is waited for (<c>hh:mm:ss</c>), 1 s to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true, ErrorMessage = "Growth:WechatPay:Timeout must be 00:00:01 (1 s) to 00:01:00 (60 s).")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>An address that would send signed requests in the clear, or whose path would not be the one that was signed, refuses the start.</summary>
internal sealed class CheckWechatPayAddress : IValidateOptions<WechatPayOptions>
{
    public ValidateOptionsResult Validate(string? name, WechatPayOptions options)
    {
        var address = options.BaseAddress;
        var fits = address.IsAbsoluteUri
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
        return fits
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Growth:WechatPay:BaseAddress is '{address}'; allowed is https:// and a host, without a path (http:// on this machine only).");
    }
}
