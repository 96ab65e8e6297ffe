using Growth.Weeks;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Weeks;

public sealed class WeekTick(AdvanceWeeks weeks)
{
    [Function(nameof(WeekTick))]
    public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => weeks.RunAsync(cancellationToken);
}
