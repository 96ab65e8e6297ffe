using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>What came of a call of WeChat Pay's API. Its messages are for people and are not passed on; its codes are.</summary>
internal abstract record WechatPayAnswer<T>
{
    private WechatPayAnswer()
    {
    }

    /// <summary>Done, and signed by WeChat Pay.</summary>
    public sealed record Ok(T Value) : WechatPayAnswer<T>;

    /// <summary>404: there is nothing of that name.</summary>
    public sealed record NotFound(string Code) : WechatPayAnswer<T>;

    /// <summary>429: not done; the same call again after the pause.</summary>
    public sealed record RetryAfter(Duration Pause, string Code) : WechatPayAnswer<T>;

    /// <summary>Not done, and not by asking again: a wrong parameter, key, right or balance.</summary>
    public sealed record Refused(string Code) : WechatPayAnswer<T>;

    /// <summary>
    /// No answer in time, a server error, or an answer that is not provably WeChat Pay's: it may have been done or not. Only the same call
    /// with the same numbers may follow.
    /// </summary>
    public sealed record Unknown(string Reason) : WechatPayAnswer<T>;

    /// <summary>The same failure of another call.</summary>
    /// <exception cref="InvalidOperationException">It is no failure.</exception>
    public WechatPayAnswer<TOther> As<TOther>() => this switch
    {
        NotFound one => new WechatPayAnswer<TOther>.NotFound(one.Code),
        RetryAfter one => new WechatPayAnswer<TOther>.RetryAfter(one.Pause, one.Code),
        Refused one => new WechatPayAnswer<TOther>.Refused(one.Code),
        Unknown one => new WechatPayAnswer<TOther>.Unknown(one.Reason),
        _ => throw new InvalidOperationException("It succeeded."),
    };

    /// <summary>For logs and alerts: the category and the code.</summary>
    public sealed override string ToString() => this switch
    {
        Ok => "ok",
        NotFound one => $"not found ({one.Code})",
        RetryAfter one => $"retry after {one.Pause} ({one.Code})",
        Refused one => $"refused ({one.Code})",
        Unknown one => $"unknown ({one.Reason})",
        _ => "",
    };
}
