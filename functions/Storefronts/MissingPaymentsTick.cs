using Growth.Storefronts.WechatPay;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Storefronts;

public sealed class MissingPaymentsTick(AskMissingPayments ask)
{
    [Function(nameof(MissingPaymentsTick))]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => ask.RunAsync(cancellationToken);
}
