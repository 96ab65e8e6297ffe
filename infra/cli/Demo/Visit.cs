using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>One reading of one piece: when it begins, how far it goes, whether it ends in a share.</summary>
internal sealed record Visit
{
    private const int MaxSlug = 20;

    public required Person Person { get; init; }

    public required Offer Offer { get; init; }

    public required Instant At { get; init; }

    /// <summary>How they got here.</summary>
    public required string Way { get; init; }

    public required IReadOnlyList<Act> Acts { get; init; }

    /// <summary>Null: nothing is shared.</summary>
    public Instant? SharedAt { get; init; }

    /// <param name="way">How they got here: <c>p</c> by a push, <c>b</c> by browsing, <c>f</c> and a number by a friend's link; at most 12 characters.</param>
    public static Visit Decide(int seed, Person person, Offer offer, Instant at, string way, string? via = null)
    {
        var dice = Dice.For(seed, "visit", person.Name, offer.Slug, way);
        var (scroll, seconds) = HowFar(dice, person, offer);
        var finished = scroll >= 90;
        var shares = dice.Chance((finished ? 0.45 : 0.10) * person.Generosity * offer.Worth * 2);
        var prefix = $"{seed}-{person.Name}-{Short(offer.Slug)}-{way}";
        List<Act> acts = [new() { At = at, Person = person, Kind = ActKind.Open, EventId = $"{prefix}-0", Piece = offer.Slug, Via = via, Step = 0 }];
        var minutes = Math.Max(1, (seconds + 59) / 60);
        // As a page's script does: a word a minute, and one at the end.
        for (var minute = 1; minute <= minutes; minute++)
        {
            var last = minute == minutes;
            acts.Add(new Act
            {
                At = at + Duration.FromMinutes(minute),
                Person = person,
                Kind = ActKind.Progress,
                EventId = $"{prefix}-{minute}",
                Piece = offer.Slug,
                Scroll = last ? scroll : scroll * minute / minutes,
                Seconds = last ? seconds : minute * 60,
                Step = minute,
            });
        }

        var sharedAt = at + Duration.FromMinutes(minutes + 1);
        if (shares) acts.Add(new Act { At = sharedAt, Person = person, Kind = ActKind.Share, EventId = $"{prefix}-s", Piece = offer.Slug, Step = minutes + 1 });
        return new Visit { Person = person, Offer = offer, At = at, Way = way, Acts = acts, SharedAt = shares ? sharedAt : null };
    }

    private static (int Scroll, int Seconds) HowFar(Dice dice, Person person, Offer offer)
    {
        var whole = Math.Max(20, offer.ReadingTime.TotalSeconds * person.Pace);
        if (dice.Chance(offer.Grip + person.Patience)) return (dice.Between(92, 100), (int)whole);
        var kind = dice.Next();
        // Runs through to the end without reading, leaves at once, or stops somewhere on the way.
        if (kind < 0.25) return (dice.Between(90, 100), (int)(offer.ReadingTime.TotalSeconds * dice.Between(0.05, 0.30)));
        var part = kind < 0.60 ? dice.Between(0.03, 0.20) : dice.Between(0.20, 0.85);
        return ((int)(part * 100), Math.Max(2, (int)(whole * part)));
    }

    private static string Short(string slug) => slug.Length <= MaxSlug
        ? slug
        : string.Concat(slug.AsSpan(0, MaxSlug - 9), "-", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(slug)).AsSpan(0, 4)));
}
