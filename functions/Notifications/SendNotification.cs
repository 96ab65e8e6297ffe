using Growth.Notifications;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Notifications;

public sealed class SendNotification(SendMessage send)
{
    [Function(nameof(SendNotification))]
    public Task RunAsync([QueueTrigger(QueueMessage.Queue)] MessageQueued message, CancellationToken cancellationToken) =>
        send.RunAsync(message.Key, cancellationToken);
}
