using System.Diagnostics;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>
/// Brings one kept request to its end: applied, ignored, set aside, or waiting. Safe to run twice, late and side by side: what it comes to
/// and its state change in one transaction, which looks at the state first; only a replay makes an ended one begin again.
/// </summary>
public sealed partial class ApplyWebhook(
    Database database, IQueue queue, Alerts alerts, BusinessClock clock, ReadWebhook read, ShopEventSink sink, ApplyTurns turns, ILogger<ApplyWebhook> log)
{
    private static readonly Duration HoldFor = Duration.FromMinutes(15);

    /// <summary>Of the one alert of a storefront.</summary>
    public const string AlertPrefix = "webhooks:";

    public async Task RunAsync(long id, CancellationToken cancellationToken)
    {
        var (kept, paused) = await database.ReadAsync(
            async connection => (await KeptWebhook.FindAsync(connection, id), await Restores.PausedAsync(connection) is not null), cancellationToken);
        if (kept is null || WebhookState.IsEnded(kept.State)) return;
        if (paused)
        {
            // A host that calls queue functions by itself does not ask first.
            await database.WriteAsync(transaction => queue.EnqueueAsync(transaction, WebhookMessage.Queue, new WebhookMessage(id), clock.Now + HoldFor), cancellationToken);
            return;
        }

        var found = await read.RunAsync(kept, cancellationToken);
        switch (found.Reading)
        {
            case WebhookReading.Events events:
                await sink.PrepareAsync(found.Storefront!, found.Webhook!, events.Happened, cancellationToken);
                await turns.RunAsync(() => database.WriteAsync(transaction => ApplyAsync(transaction, found, events.Happened), cancellationToken), cancellationToken);
                break;
            case WebhookReading.Ignored ignored:
                await EndAsync(kept, WebhookState.Ignored, ignored.Reason, cancellationToken);
                break;
            case WebhookReading.Misfit misfit:
                await EndAsync(kept, WebhookState.SetAside, misfit.Reason, cancellationToken);
                break;
            case WebhookReading.Later later:
                await WaitAsync(kept, later, cancellationToken);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ApplyAsync(Transaction transaction, WebhookRead found, IReadOnlyList<ShopEvent> events)
    {
        var id = found.Webhook!.Id;
        if (await transaction.FirstAsync<string>("select state from webhook where id = @id", new { id }) is not (WebhookState.Received or WebhookState.Waiting)) return;
        await sink.RunAsync(transaction, found.Storefront!, found.Webhook, events);
        await transaction.ExecuteAsync(
            "update webhook set state = 'applied', reason = null, waiting_since = null, applied_at = @now, events = @Count where id = @id",
            new { id, now = clock.Now, events.Count });
    }

    private async Task EndAsync(KeptWebhook kept, string state, string reason, CancellationToken cancellationToken)
    {
        var ended = await database.WriteAsync(async transaction =>
        {
            var changed = await transaction.ExecuteAsync(
                "update webhook set state = @state, reason = @reason where id = @Id and state in ('received', 'waiting')", new { kept.Id, state, reason = Short(reason) });
            if (changed == 1 && state == WebhookState.SetAside) await AlertAsync(transaction, kept.Storefront);
            return changed == 1;
        }, cancellationToken);
        if (ended && state == WebhookState.SetAside) LogSetAside(kept.Id, kept.Storefront, Short(reason));
    }

    /// <summary>Once for a storefront, however many are set aside: the list says how many.</summary>
    private async Task AlertAsync(Transaction transaction, string storefront)
    {
        var key = AlertPrefix + storefront;
        if (await transaction.FirstAsync<long>("select count(*) from alert where key = @key", new { key }) > 0) return;
        await alerts.RaiseAsync(transaction, key,
            $"Requests of storefront '{storefront}' were verified but do not fit and are set aside; nothing is lost. See why: growth webhooks list --storefront {storefront} --state set-aside. Once that is mended: growth webhooks replay --storefront {storefront}.");
    }

    private async Task WaitAsync(KeptWebhook kept, WebhookReading.Later later, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var since = kept.WaitingSince ?? now;
        if (DecideWait.Next(now, since, kept.Attempts, later.Pause) is not { } due)
        {
            await EndAsync(kept, WebhookState.SetAside, "Waited for a day: " + later.Reason, cancellationToken);
            return;
        }

        await database.WriteAsync(async transaction =>
        {
            // By the number of attempts: of two that read it at once one queues it again.
            var changed = await transaction.ExecuteAsync(
                """
                update webhook set state = 'waiting', reason = @reason, waiting_since = @since, attempts = attempts + 1
                where id = @Id and attempts = @Attempts and state in ('received', 'waiting')
                """,
                new { kept.Id, kept.Attempts, since, reason = Short(later.Reason) });
            if (changed == 1) await queue.EnqueueAsync(transaction, WebhookMessage.Queue, new WebhookMessage(kept.Id), due);
        }, cancellationToken);
    }

    private static string Short(string reason) => reason.Length <= 500 ? reason : reason[..500];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Id} of storefront {Storefront} is set aside: {Reason}")]
    private partial void LogSetAside(long id, string storefront, string reason);
}
