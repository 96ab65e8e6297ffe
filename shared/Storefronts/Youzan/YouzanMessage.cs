using System.Text.Json;

namespace Growth.Storefronts.Youzan;

/// <summary>The envelope of a pushed message.</summary>
internal sealed record YouzanMessage
{
    internal bool Test { get; private init; }

    internal string? ClientId { get; private init; }

    internal string? Type { get; private init; }

    /// <summary>As it was signed: JSON, URL-encoded. Null: absent, or an object, as the newer messages have it.</summary>
    internal string? EncodedContent { get; private init; }

    internal string? Sign { get; private init; }

    /// <summary>kdt_id and root_kdt_id: a chain's branch tells both.</summary>
    internal IReadOnlyList<string> Shops { get; private init; } = [];

    private string? MessageId { get; init; }

    private string? Id { get; init; }

    private string? Version { get; init; }

    /// <exception cref="MisfitException">A member of the envelope is of another form.</exception>
    internal static YouzanMessage Read(Payload body) => new()
    {
        Test = body.Flag("test"),
        ClientId = body.Text("client_id", 100),
        Type = body.Text("type", 100),
        EncodedContent = body.Find("msg").ValueKind == JsonValueKind.Object ? null : body.Text("msg", WebhookRequest.MaxBytes),
        Sign = body.Text("sign", 64),
        Shops = [.. ((string?[])[body.Text("kdt_id", 20), body.Text("root_kdt_id", 20)]).OfType<string>()],
        MessageId = body.Text("msg_id", 150),
        Id = body.Text("id", 100),
        Version = body.Text("version", 30),
    };

    /// <summary><c>msg_id</c>; a few types have none and are told apart as Youzan advises.</summary>
    internal string Delivery(ReadOnlySpan<byte> body) =>
        MessageId is { } id ? StableKey.Of(id)
        : Id is { } about && Version is { } version ? StableKey.Of(Type ?? "", about, version)
        : StableKey.OfBytes(body);

    /// <returns>What happened; null: not one JSON object, or not URL-encoded as a form is. The caller disposes it.</returns>
    internal static JsonDocument? Content(Payload body, YouzanMessage message)
    {
        if (message.EncodedContent is { } encoded) return FormText.Decode(encoded) is { } bytes ? Payload.Parse(bytes) : null;
        return body.Find("msg") is { ValueKind: JsonValueKind.Object } content ? JsonDocument.Parse(content.GetRawText()) : null;
    }
}
