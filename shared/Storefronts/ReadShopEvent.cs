using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Growth.Http;
using Growth.Storefronts.Envelope;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storefronts;

/// <summary>
/// Our own envelope, <c>{"type", "version", "timestamp", "data"}</c>, read strictly: docs/webhooks.md. Pure. Unknown members are ignored, so
/// that a newer shop may say more; everything known is of its type and range or the whole is set aside.
/// </summary>
public static class ReadShopEvent
{
    /// <summary>The one that is read.</summary>
    public const long Version = 1;

    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
    private static readonly TextForm Timestamp = new(
        40, "a time with its offset (RFC 3339), such as 2026-11-23T08:00:00+08:00", "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$")
    {
        Format = "date-time",
        Is = static text => InstantOf(text) is not null,
    };

    public static WebhookReading Run(StoredWebhook webhook)
    {
        var body = RequestBody.WithoutMark(webhook.Body);
        if (!Utf8.IsValid(body.Span)) return new WebhookReading.Misfit("The body is not text in UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return new WebhookReading.Misfit("The body must be one JSON object.");
            return HasNull(document.RootElement) ? new WebhookReading.Misfit("The body holds U+0000, which no text has.") : Read(document.RootElement, webhook);
        }
        catch (InvalidOperationException)
        {
            // The parser's way to say that \uD800 to \uDFFF stands alone: JSON may spell it, no text holds it.
            return new WebhookReading.Misfit("The body holds half a surrogate pair, which is no Unicode text.");
        }
        catch (JsonException e)
        {
            return new WebhookReading.Misfit(string.Create(
                CultureInfo.InvariantCulture, $"The body is not JSON without duplicate members and at most {MaxDepth} deep, at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."));
        }
    }

    /// <summary>What every envelope has, but <c>data</c>.</summary>
    internal static EnvelopeHead Head(ShopObject envelope) => new(
        envelope.Text("type", TextForm.Any(100)), envelope.OptionalNumber("version", Version, Version), envelope.Text("timestamp", Timestamp));

    private static WebhookReading Read(JsonElement root, StoredWebhook webhook)
    {
        var problem = new FirstProblem();
        var envelope = new ReadObject(root, "", problem);
        var head = Head(envelope);
        if (problem.Text is { } wrong) return new WebhookReading.Misfit(wrong);
        if (!ShopEventType.All.TryGetValue(head.Type, out var type)) return new WebhookReading.Ignored("This type is not known.");
        var data = envelope.Object("data", type.Read);
        if (data is OrderChanged { Lines: { } lines } && lines.DistinctBy(line => line.Id).Count() < lines.Count) problem.Found("data.lines must have ids that differ.");
        if (problem.Text is { } misfit) return new WebhookReading.Misfit(misfit);
        return new WebhookReading.Events([new ShopEvent($"{type.Name}:{type.Key(data, webhook.Delivery)}", InstantOf(head.Timestamp)!.Value, data)]);
    }

    /// <exception cref="InvalidOperationException">A text or a name that is no Unicode text.</exception>
    private static bool HasNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains('\0'),
        JsonValueKind.Array => element.EnumerateArray().Any(HasNull),
        JsonValueKind.Object => element.EnumerateObject().Any(member => member.Name.Contains('\0') || HasNull(member.Value)),
        _ => false,
    };

    /// <returns>Null: no such time.</returns>
    private static Instant? InstantOf(string text) => OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true, Value: var time } ? time.ToInstant() : null;
}

internal sealed record EnvelopeHead(string Type, long? Version, string Timestamp);
