using System.Text;
using System.Text.Json.Nodes;
using Growth.Storage;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Demo;

/// <summary>What the shop tells Growth in one request: the envelope of docs/webhooks.md.</summary>
internal sealed record ShopCall(string Type, Instant HappenedAt, JsonObject Data)
{
    // The shop sends what is new every five minutes, when the demo looks at the outbox as well, and what was not answered once more the next time.
    private const long Round = 300;

    /// <summary>The act that brings it to Growth, and the same once more where the answer was lost on the way.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <param name="ready">When the shop can tell of it: at once, or later.</param>
    public IEnumerable<Act> Deliver(Person person, string id, Instant ready, int step, bool twice, string? via = null)
    {
        var round = Instant.FromUnixTimeSeconds((ready.ToUnixTimeSeconds() + Round - 1) / Round * Round);
        var act = new Act { At = round, Person = person, Kind = ActKind.Shop, EventId = id, Call = this, Via = via, Step = step };
        yield return act;
        if (twice) yield return act with { At = round + Duration.FromSeconds(Round) };
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
