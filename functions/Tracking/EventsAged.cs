using Growth.Tracking;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Tracking;

public sealed class EventsAged(FoldEvents fold)
{
    [Function(nameof(EventsAged))]
    public Task RunAsync([TimerTrigger("0 40 19 * * *")] TimerInfo timer, CancellationToken cancellationToken) => fold.RunAsync(cancellationToken);
}
