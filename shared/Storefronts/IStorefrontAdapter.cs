using Growth.Config;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>A storefront of growth.yaml.</summary>
public sealed record Storefront(string Name, StorefrontConfig Config);

/// <summary>
/// One platform's webhooks: how they are proven, answered and understood. An adapter keeps no state that another instance would miss;
/// one object serves all storefronts of its kind, at any concurrency.
/// </summary>
public interface IStorefrontAdapter
{
    /// <summary>Media types a body may have; any other is refused before a byte is read.</summary>
    IReadOnlyList<string> MediaTypes => ["application/json"];

    /// <summary>Others are answered 405. <c>GET</c>, for an address check, comes without a body and is never kept.</summary>
    IReadOnlyList<string> Methods => ["POST"];

    /// <summary>Lower-case names of headers that are kept with the body: those that <see cref="ReadAsync"/> needs, or a person who looks into a dispute. Never a secret.</summary>
    IReadOnlyList<string> KeptHeaders { get; }

    /// <summary>What the platform takes for "received, do not send again", body included.</summary>
    IResult Received { get; }

    /// <summary>
    /// Decides on the raw bytes whether the storefront sent this. Fails closed: no secret, no entry. Compares in constant time. Must be
    /// quick (the platforms wait 5 s) and must not throw for anything that a stranger may send.
    /// </summary>
    ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken);

    /// <summary>What a kept request says, in our words. Runs from the queue, twice or more when replayed: the same request gives events of the same keys.</summary>
    ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken);
}

/// <summary>What a request is before anything is stored.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict()
    {
    }

    /// <summary>Proven. It is kept under its key, once, and answered with <see cref="IStorefrontAdapter.Received"/> when that is durable.</summary>
    /// <param name="Delivery">The platform's key of this delivery, 1 to 200 characters; the same for every repetition of it.</param>
    /// <param name="Type">What it is about, in the platform's words, 1 to 100 characters.</param>
    public sealed record Accepted(string Delivery, string Type) : WebhookVerdict;

    /// <summary>Answered without any effect: an address check, a connectivity probe.</summary>
    public sealed record Answered(IResult Answer) : WebhookVerdict;

    /// <summary>Not proven, or not a request of this platform at all: 400 or 401 with what is wrong and never with what would be right.</summary>
    /// <param name="Reason">Kebab case, from the adapter's own fixed set; counted and logged.</param>
    public sealed record Refused(IResult Answer, string Reason) : WebhookVerdict;

    /// <summary>A secret is not set: 503, so that the platform tries again when it is.</summary>
    /// <param name="Setting">The name of what is missing, never a value.</param>
    public sealed record NotReady(string Setting) : WebhookVerdict;
}

/// <summary>What a kept request comes to.</summary>
public abstract record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>Happened: applied in order, all in one transaction.</summary>
    public sealed record Events(IReadOnlyList<ShopEvent> Happened) : WebhookReading;

    /// <summary>A type that we do not know or have no use for: kept and counted.</summary>
    public sealed record Ignored(string Reason) : WebhookReading;

    /// <summary>Proven, but not of the form it should have: set aside, visible, replayable.</summary>
    /// <param name="Reason">Names the member and what is allowed; no personal data.</param>
    public sealed record Misfit(string Reason) : WebhookReading;

    /// <summary>Something it needs cannot be had now: read again after the pause, for at most a day.</summary>
    public sealed record Later(string Reason, Duration Pause) : WebhookReading;
}
