using System.Text;
using System.Text.Json.Nodes;
using Growth.Storage;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Demo;

/// <summary>What the shop tells Growth in one request: the envelope of docs/webhooks.md.</summary>
internal sealed record ShopCall(string Type, Instant HappenedAt, JsonObject Data)
{
    // The second try of a sender as docs/webhooks.md wants it.
    private static readonly Duration Retry = Duration.FromMinutes(5);

    /// <summary>The act that brings it to Growth, and the same once more where the answer was lost on the way.</summary>
    /// <param name="id">The delivery's id.</param>
    public IEnumerable<Act> Deliver(Person person, string id, Instant at, int step, bool twice, string? via = null)
    {
        var act = new Act { At = at, Person = person, Kind = ActKind.Shop, EventId = id, Call = this, Via = via, Step = step };
        yield return act;
        if (twice) yield return act with { At = at + Retry };
    }

    /// <param name="referralCode">Of the link that brought the buyer; null: none did.</param>
    public byte[] Body(string? referralCode)
    {
        var data = (JsonObject)Data.DeepClone();
        if (referralCode is not null) data["referralCode"] = referralCode;
        var envelope = new JsonObject { ["type"] = Type, ["version"] = 1, ["timestamp"] = InstantPattern.General.Format(HappenedAt), ["data"] = data };
        return Encoding.UTF8.GetBytes(envelope.ToJsonString(Json.Options));
    }
}
