using Microsoft.Extensions.Options;

namespace Growth.Storefronts.Youzan;

/// <summary>Bound from <c>Growth:Youzan</c>.</summary>
public sealed record YouzanOptions
{
    public const string Section = "Growth:Youzan";

    /// <summary>Of Youzan's API: https, or http on this machine; a path may follow.</summary>
    public string BaseAddress { get; init; } = "https://open.youzanyun.com";
}

public sealed class ValidateYouzan : IValidateOptions<YouzanOptions>
{
    public ValidateOptionsResult Validate(string? name, YouzanOptions options) =>
        Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Growth:Youzan:BaseAddress must be an https address without user name, query or fragment, such as https://open.youzanyun.com; http is allowed on localhost.");
}
