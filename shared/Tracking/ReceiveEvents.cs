using Growth.Http;
using Growth.Time;
using NodaTime;

namespace Growth.Tracking;

/// <summary>The answer to a batch of which something is stored, or was before.</summary>
public sealed record EventsReceipt(int Accepted, int Duplicates, IReadOnlyList<RefusedEvent> Refused);

/// <summary>Either the receipt of a durable batch or the problem to answer.</summary>
public sealed record EventsAnswer(EventsReceipt? Receipt, Problem? Problem);

/// <summary>Takes a batch of events: reads it, proves each event's reader, holds to the limits, and hands the rest to the writer.</summary>
public sealed class ReceiveEvents(
    VisitorTokens tokens, EventLimits limits, RunningTerms terms, EventWriter writer, BusinessClock clock)
{
    private static readonly Duration ClockTolerance = Duration.FromMinutes(5);
    private static readonly Duration SoonAgain = Duration.FromSeconds(2);

    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    public async Task<EventsAnswer> RunAsync(ReadOnlyMemory<byte> body, string address, CancellationToken cancellationToken)
    {
        if (!tokens.Ready) return new EventsAnswer(null, TrackingProblems.NoSigningKey());
        var read = ParseEvents.Run(body.Span);
        if (read.Fault is not null) return new EventsAnswer(null, read.Fault);

        var refused = read.Refused.ToList();
        var good = new List<TrackingEvent>(read.Events.Count);
        var perMinute = (await terms.RecentAsync(cancellationToken)).Tracking.EventsPerMinute;
        var wait = Duration.Zero;
        var proof = new TokenProof(tokens);
        foreach (var sent in read.Events)
        {
            if (limits.Take(address, sent.Piece, perMinute) is { } longer)
            {
                wait = Duration.Max(wait, longer);
                refused.Add(new RefusedEvent(sent.Index, sent.Id, Refusals.RateLimited, $"At most {perMinute} events a minute from one address to one piece."));
            }
            else if (Believe(sent, proof, out var refusal) is { } believed) good.Add(believed);
            else refused.Add(refusal!);
        }

        // The writer decides even when the client has gone: what it took may be stored, and asking again is safe.
        if (await writer.WriteAsync(good) is not { } outcomes)
            return new EventsAnswer(null, Problems.Unavailable("Whether these events are stored is not known. Send them again with the same ids.", SoonAgain));
        return Answer(good, outcomes, refused, wait);
    }

    private TrackingEvent? Believe(SentEvent sent, TokenProof proof, out RefusedEvent? refused)
    {
        var now = clock.Now;
        var verdict = proof.Of(sent);
        refused = verdict.State switch
        {
            TokenState.Invalid => new RefusedEvent(sent.Index, sent.Id, Refusals.TokenInvalid, "The token was not issued here. POST /api/visitors gives a visitor."),
            TokenState.Expired => new RefusedEvent(sent.Index, sent.Id, Refusals.TokenExpired, "The token is older than 400 days. POST /api/visitors gives a new one."),
            _ when sent.At > now + ClockTolerance =>
                new RefusedEvent(sent.Index, sent.Id, Refusals.FromTheFuture, $"\"at\" is after {now + ClockTolerance}, the server's time and 5 minutes. Check the clock, or leave it out."),
            _ => null,
        };
        return refused is not null ? null : new TrackingEvent
        {
            Index = sent.Index,
            Id = sent.Id,
            Kind = sent.Kind,
            Piece = sent.Piece,
            Reader = verdict.Reader!,
            Scroll = sent.Scroll,
            Seconds = sent.Seconds,
            Via = sent.Via,
            ReceivedAt = now,
        };
    }

    private static EventsAnswer Answer(List<TrackingEvent> good, IReadOnlyList<EventOutcome> outcomes, List<RefusedEvent> refused, Duration wait)
    {
        var duplicates = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].IsDuplicate) duplicates++;
            else if (outcomes[i].Refusal is { } reason) refused.Add(new RefusedEvent(good[i].Index, good[i].Id, reason, Explain(reason, good[i].Piece)));
        }

        var named = refused.OrderBy(one => one.Index).ToList();
        var accepted = outcomes.Count - duplicates - outcomes.Count(outcome => outcome.Refusal is not null);
        if (accepted + duplicates > 0) return new EventsAnswer(new EventsReceipt(accepted, duplicates, named), null);
        return new EventsAnswer(null, named.TrueForAll(one => one.Reason == Refusals.RateLimited)
            ? TrackingProblems.TooManyEvents(named, wait)
            : TrackingProblems.NothingAccepted(named));
    }

    private static string Explain(string reason, string piece) => reason switch
    {
        Refusals.UnknownPiece => $"There is no piece \"{JsonText.Shorten(piece)}\".",
        Refusals.NotPublished => $"\"{JsonText.Shorten(piece)}\" is not published yet.",
        _ => "The store did not take this event. The others are not touched by it.",
    };

    /// <summary>A batch mostly speaks for one reader: each token is verified once.</summary>
    private sealed class TokenProof(VisitorTokens tokens)
    {
        private readonly Dictionary<(string Token, ReaderKind Kind), TokenVerdict> _known = [];

        public TokenVerdict Of(SentEvent sent)
        {
            var key = sent.Visitor is { } visitor ? (visitor, ReaderKind.Visitor) : (sent.MemberToken!, ReaderKind.Member);
            if (_known.TryGetValue(key, out var verdict)) return verdict;
            return _known[key] = tokens.Verify(key.Item1, key.Item2);
        }
    }
}
