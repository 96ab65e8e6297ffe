using System.Collections.Concurrent;
using Growth.Tracking;

namespace Growth.Cli.Demo;

/// <summary>Carries out what the people decided, over public HTTP and nothing else.</summary>
/// <param name="channel">The channel that they subscribe to; null: no piece is announced.</param>
/// <param name="shop">Where they buy; null: nowhere.</param>
internal sealed class Audience(PublicSite site, Phones phones, Tally tally, string? channel, Shop? shop)
{
    private const string ConsentText = "demo-1";

    /// <summary>Pieces that Growth hosts; the others have their page elsewhere, and only their events come here.</summary>
    public HashSet<string> Hosted { get; } = new(StringComparer.Ordinal);

    /// <summary>What was not taken: the event's id, and why.</summary>
    public ConcurrentQueue<RefusedEvent> Refused { get; } = new();

    /// <summary>Everything of one minute: people side by side, each person's acts one after the other. Returns when all of it is durable.</summary>
    public Task RunAsync(IReadOnlyList<IReadOnlyList<Act>> people, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        people,
        new ParallelOptions { MaxDegreeOfParallelism = PublicSite.MaxConnections, CancellationToken = cancellationToken },
        async (acts, token) =>
        {
            foreach (var act in acts) await DoAsync(act, token);
        });

    private Task DoAsync(Act act, CancellationToken cancellationToken) => act.Kind switch
    {
        ActKind.Join => JoinAsync(act, cancellationToken),
        ActKind.Open => OpenAsync(act, cancellationToken),
        ActKind.Progress => ReportAsync(act, "progress", cancellationToken, act.Scroll, act.Seconds),
        ActKind.Shop => shop!.TellAsync(act, cancellationToken),
        _ => ShareAsync(act, cancellationToken),
    };

    private async Task JoinAsync(Act act, CancellationToken cancellationToken)
    {
        var phone = await PhoneAsync(act.Person, cancellationToken);
        var subscribes = act.Person.Subscribes && channel is not null;
        if (subscribes) await site.SubscribeAsync(act.Person.Address, phone.Visitor, channel!, ConsentText, cancellationToken);
        tally.Join(subscribes);
    }

    private async Task OpenAsync(Act act, CancellationToken cancellationToken)
    {
        if (Hosted.Contains(act.Piece)) await site.OpenAsync(act.Person.Address, act.Piece, cancellationToken);
        tally.Open();
        await ReportAsync(act, "view", cancellationToken, via: act.Via is null ? null : phones.Of(act.Via)?.Ref);
    }

    private async Task ShareAsync(Act act, CancellationToken cancellationToken)
    {
        tally.Share();
        await ReportAsync(act, "share", cancellationToken);
    }

    private async Task ReportAsync(Act act, string kind, CancellationToken cancellationToken, int? scroll = null, int? seconds = null, string? via = null)
    {
        var phone = await PhoneAsync(act.Person, cancellationToken);
        var sent = new SentByPhone(act.EventId, kind, act.Piece, phone.Visitor, scroll, seconds, via);
        foreach (var refused in await site.ReportAsync(act.Person.Address, [sent], cancellationToken)) Refused.Enqueue(refused);
    }

    private async Task<Phone> PhoneAsync(Person person, CancellationToken cancellationToken)
    {
        if (phones.Of(person.Name) is { } known) return known;
        var given = await site.AskVisitorAsync(person.Address, cancellationToken);
        var phone = new Phone(person.Name, given.Visitor, given.Ref);
        phones.Keep(phone);
        return phone;
    }
}

/// <summary>An event as it goes over the wire.</summary>
internal sealed record SentByPhone(string Id, string Kind, string Piece, string Visitor, int? Scroll, int? Seconds, string? Via);
