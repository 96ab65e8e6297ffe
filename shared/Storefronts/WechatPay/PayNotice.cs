using System.Security.Cryptography;

namespace Growth.Storefronts.WechatPay;

/// <summary>The envelope of a notice; what it is about is sealed in <see cref="Resource"/>.</summary>
internal sealed record PayNotice
{
    private const int MaxId = 64;
    private const int MaxType = 64;

    public required string EventType { get; init; }

    /// <summary>What the sealed text is: <c>transaction</c>, <c>refund</c>, <c>mch_payment</c>, ...</summary>
    public required string OriginalType { get; init; }

    public required NodaTime.Instant CreatedAt { get; init; }

    public required SealedResource Resource { get; init; }

    /// <summary>
    /// Under which key it is kept. WeChat Pay has signed it, so that what does not fit is kept, too, by what it says instead of by an id, for a
    /// person to look at; refused, it would only come again.
    /// </summary>
    public static WebhookVerdict.Accepted Head(ReadOnlyMemory<byte> body)
    {
        if (JsonMembers.TryParse(body, out var members))
        {
            var (id, type) = (members.Text("id", MaxId), members.Text("event_type", MaxType));
            if (members.Problem is null && !id.Any(char.IsControl) && !type.Any(char.IsControl)) return new WebhookVerdict.Accepted(id, type);
        }

        return new WebhookVerdict.Accepted($"body:{Convert.ToHexStringLower(SHA256.HashData(body.Span))}", "unreadable");
    }

    public static (PayNotice? Notice, string? Problem) Read(ReadOnlyMemory<byte> body)
    {
        if (!JsonMembers.TryParse(body, out var members)) return (null, "The body is not a JSON object in UTF-8 without duplicate members.");
        members.Text("id", MaxId);
        var resource = members.Object("resource");
        var notice = new PayNotice
        {
            EventType = members.Text("event_type", MaxType),
            OriginalType = resource.Text("original_type", MaxType),
            CreatedAt = members.Time("create_time"),
            Resource = SealedResource.Read(resource),
        };
        return members.Problem is { } problem ? (null, $"Notice: {problem}.") : (notice, null);
    }
}
