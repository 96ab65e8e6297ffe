using Growth.Health;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Health;

public sealed class AlertTick(WatchWork watch)
{
    [Function(nameof(AlertTick))]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => watch.RunAsync(cancellationToken);
}
