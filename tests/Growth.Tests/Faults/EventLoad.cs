using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Growth.Cli.Demo;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>
/// Senders of events over real HTTP, each on a connection and address of its own: one and many events a POST, new and known readers, all
/// kinds, links of others, ids sent again, and a bad event among good ones. Remembers what was acknowledged, to the event.
/// </summary>
internal sealed class EventLoad(VisitorTokens tokens, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ConcurrentQueue<LoadEvent> _sent = new();
    private readonly ConcurrentQueue<LoadVisitor> _newcomers = new();
    private volatile LoadVisitor[] _known = [.. Enumerable.Range(0, 20).Select(_ => new LoadVisitor(tokens.IssueVisitor()))];
    private int _acknowledged;
    private int _turnedAway;
    private int _round;

    /// <summary>Events a POST when it is not one. At most 500.</summary>
    public (int From, int To) APost { get; init; } = (2, 40);

    /// <summary>The part of the POSTs that hold one event.</summary>
    public double Single { get; init; } = 0.5;

    public IReadOnlyList<LoadEvent> Sent => [.. _sent];

    /// <summary>Events.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Requests that were answered 503.</summary>
    public int TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Sends until told to stop, or until nobody listens any more.</summary>
    public Task RunAsync(Uri address, int senders, CancellationToken stop) => RunAsync([address], senders, stop);

    /// <summary>Sends everything to every address at once.</summary>
    public Task RunAsync(IReadOnlyList<Uri> addresses, int senders, CancellationToken stop)
    {
        var round = Interlocked.Increment(ref _round);
        _known = [.. _known.Concat(_newcomers).DistinctBy(visitor => visitor.Token)];
        return Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() => SendAsync(addresses, sender, Dice.For(seed, $"{round}/{sender}"), stop), CancellationToken.None)));
    }

    /// <summary>Sends again, with the same ids, whatever was not acknowledged, until all of it is.</summary>
    /// <returns>Of those, how many were new to the store, and how many it had.</returns>
    public async Task<(int Accepted, int Duplicates)> SettleAsync(Uri address)
    {
        using var client = Client(address, sender: 99);
        var waited = Stopwatch.StartNew();
        var (accepted, duplicates) = (0, 0);
        foreach (var part in _sent.Where(one => !one.Acknowledged).Chunk(200).ToList())
        {
            EventsReceipt? receipt;
            while ((receipt = await PostAsync(client, part, bad: false)) is null)
            {
                Assert.True(waited.Elapsed < Patience, "The host did not take what was sent again.");
                await Task.Delay(50);
            }

            (accepted, duplicates) = (accepted + receipt.Accepted, duplicates + receipt.Duplicates);
        }

        return (accepted, duplicates);
    }

    private async Task SendAsync(IReadOnlyList<Uri> addresses, int sender, Dice dice, CancellationToken stop)
    {
        var clients = addresses.Select(address => Client(address, sender)).ToList();
        var mine = new List<LoadEvent>();
        while (!stop.IsCancellationRequested)
        {
            var fresh = Enumerable.Range(0, dice.Chance(Single) ? 1 : dice.Between(APost.From, APost.To)).Select(_ => Make(dice)).ToList();
            foreach (var one in fresh) _sent.Enqueue(one);
            var again = mine.Count > 0 && dice.Chance(0.2) ? mine[dice.Between(0, mine.Count - 1)] : null;
            var (all, bad) = (again is null ? fresh : [.. fresh, again], dice.Chance(0.1));
            try
            {
                var receipts = await Task.WhenAll(clients.Select(client => PostAsync(client, all, bad)));
                if (receipts.Contains(null))
                {
                    await Task.Delay(20, CancellationToken.None);
                    continue;
                }

                Assert.Equal(fresh.Count, receipts.Sum(receipt => receipt!.Accepted));
                Assert.Equal((clients.Count * all.Count) - fresh.Count, receipts.Sum(receipt => receipt!.Duplicates));
                mine.AddRange(fresh);
            }
            catch (HttpRequestException)
            {
                // Nobody is there any more: what became of it is not known.
                break;
            }
        }

        clients.ForEach(client => client.Dispose());
    }

    /// <returns>Null: 503, nothing is known.</returns>
    private async Task<EventsReceipt?> PostAsync(HttpClient client, IReadOnlyList<LoadEvent> events, bool bad)
    {
        var wire = events.Select(one => one.ToWire()).ToList();
        // In the middle, so that it has neighbours on both sides.
        if (bad) wire.Insert(wire.Count / 2, wire[0] with { Id = "bad", Piece = "no-such-piece" });
        using var answer = await client.PostAsJsonAsync("api/events", new { events = wire }, Wire, CancellationToken.None);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            Interlocked.Increment(ref _turnedAway);
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {text}");
        var receipt = JsonSerializer.Deserialize<EventsReceipt>(text, Wire)!;
        Assert.Equal(bad ? [Refusals.UnknownPiece] : [], receipt.Refused.Select(one => one.Reason));
        foreach (var one in events) one.Acknowledged = true;
        Interlocked.Add(ref _acknowledged, receipt.Accepted);
        return receipt;
    }

    private LoadEvent Make(Dice dice)
    {
        var visitor = _known[dice.Between(0, _known.Length - 1)];
        if (dice.Chance(0.1)) _newcomers.Enqueue(visitor = new LoadVisitor(tokens.IssueVisitor()));
        var kind = dice.Next() switch { < 0.5 => "view", < 0.8 => "progress", _ => "share" };
        var via = kind == "view" && dice.Chance(0.5) ? _known[dice.Between(0, _known.Length - 1)].Reader.Ref : null;
        return visitor.Next(kind, LiveStore.Pieces[dice.Between(0, LiveStore.Pieces.Count - 1)], dice.Between(0, 100), via);
    }

    private static HttpClient Client(Uri address, int sender)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address, Timeout = Patience };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{sender + 1}");
        return client;
    }
}
