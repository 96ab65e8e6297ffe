using Growth.Http;

namespace Growth.Storefronts;

/// <summary>Refusals as all adapters word them. None says what would have been right, nor the word that a platform takes for yes.</summary>
internal static class RefusedWebhook
{
    /// <param name="reason">Kebab case, fixed.</param>
    internal static WebhookVerdict Unproven(string reason) =>
        new WebhookVerdict.Refused(new Problem("webhook-not-proven", 401, "It is not proven who sent this", $"Nothing was done: {reason}."), reason);

    /// <inheritdoc cref="Unproven"/>
    internal static WebhookVerdict Malformed(string reason) =>
        new WebhookVerdict.Refused(new Problem("webhook-malformed", 400, "This is no webhook of the storefront's platform", $"Nothing was done: {reason}."), reason);
}
