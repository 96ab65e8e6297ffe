using System.Globalization;
using System.Net.Http.Headers;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Time;

namespace Growth.Cli.Demo;

/// <summary>The shop where the members buy: it signs what happens there and calls Growth's public endpoint, like any other shop.</summary>
/// <param name="time">The business clock: what is signed must be of the host's time.</param>
internal sealed class Shop(PublicSite site, Phones phones, ShopAccess access, SteppedTime time)
{
    private readonly StandardWebhooksSecret _secret = StandardWebhooksSecret.TryParse(access.Secret, out var secret)
        ? secret
        : throw new ArgumentException("No secret of Standard Webhooks.", nameof(access));

    /// <summary>Returns when the host has it for good. The same call again, also by a later run, changes nothing.</summary>
    /// <exception cref="ShopRefusedException">The host does not believe it.</exception>
    public async Task TellAsync(Act act, CancellationToken cancellationToken)
    {
        var body = act.Call!.Body(act.Via is null ? null : phones.Of(act.Via)?.Ref);
        using var answer = await site.SendAsync(() => Signed(act.EventId, body), cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new ShopRefusedException(access, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Made anew for each attempt: its time is part of the signature.</summary>
    private HttpRequestMessage Signed(string id, byte[] body)
    {
        var timestamp = time.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, $"webhooks/{access.Storefront}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(StandardWebhooks.IdHeader, id);
        request.Headers.Add(StandardWebhooks.TimestampHeader, timestamp);
        request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.Sign(_secret, id, timestamp, body));
        return request;
    }
}

/// <summary>The host did not take what the demo's shop told it.</summary>
internal sealed class ShopRefusedException(ShopAccess access, int status, string answer)
    : Exception($"POST /webhooks/{access.Storefront} answered {status}: {answer}")
{
    public ShopAccess Access => access;
}
