using Growth.Storefronts.WechatPay;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Storefronts;

/// <summary>Hourly, so that a failed download is tried again soon; what is younger than 12 hours is left alone.</summary>
public sealed class WechatPayKeysTick(RefreshPlatformKeys refresh)
{
    [Function(nameof(WechatPayKeysTick))]
    public Task RunAsync([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => refresh.RunAsync(cancellationToken);
}
