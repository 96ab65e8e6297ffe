using System.Security.Cryptography;
using Growth.Members;
using Growth.Storage;

namespace Growth.Storefronts;

/// <summary>What a kept request comes to by the storefront as it is configured now.</summary>
public sealed class ReadWebhook(Database database, RunningStorefronts storefronts, StorefrontAdapters adapters, PersonalData personal)
{
    public async Task<WebhookRead> RunAsync(KeptWebhook kept, CancellationToken cancellationToken)
    {
        // An adapter may ask its platform: no connection is held while it does.
        if (!(await database.ReadAsync(storefronts.CurrentAsync, cancellationToken)).TryGetValue(kept.Storefront, out var storefront))
            return new(new WebhookReading.Misfit($"There is no storefront {kept.Storefront} in growth.yaml any more."), null, null);
        StoredWebhook webhook;
        try
        {
            webhook = kept.Open(personal);
        }
        catch (CryptographicException)
        {
            return new(new WebhookReading.Misfit("The body does not open: the key that sealed it is not among Growth:DataKey."), storefront, null);
        }

        return new(await adapters.Of(storefront).ReadAsync(webhook, storefront, cancellationToken), storefront, webhook);
    }
}

/// <param name="Storefront">Null: it is not configured any more.</param>
/// <param name="Webhook">Null: it could not be opened.</param>
public sealed record WebhookRead(WebhookReading Reading, Storefront? Storefront, StoredWebhook? Webhook);
