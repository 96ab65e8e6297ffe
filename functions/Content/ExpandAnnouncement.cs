using Growth.Content;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Content;

public sealed class ExpandAnnouncement(AnnouncePiece announce)
{
    [Function(nameof(ExpandAnnouncement))]
    public Task RunAsync([QueueTrigger(AnnouncementDue.Queue)] AnnouncementDue due, CancellationToken cancellationToken) =>
        announce.RunAsync(due, cancellationToken);
}
