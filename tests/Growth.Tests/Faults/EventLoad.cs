using System.Collections.Concurrent;
using System.Diagnostics;
using Growth.Cli.Demo;
using Growth.Tests.Cli;
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

    private readonly ConcurrentQueue<LoadEvent> _sent = new();
    private readonly ConcurrentQueue<LoadVisitor> _newcomers = new();
    private volatile LoadVisitor[] _known = [.. Enumerable.Range(0, 20).Select(_ => new LoadVisitor(tokens.IssueVisitor()))];
    private int _acknowledged;
    private int _turnedAway;
    private int _newAgain;
    private int _knownAgain;
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

    /// <summary>Of what was sent again because its outcome was not known: how much was new to the store, and how much it had.</summary>
    public (int New, int Known) Again => (Volatile.Read(ref _newAgain), Volatile.Read(ref _knownAgain));

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
    public async Task SettleAsync(Uri address)
    {
        using var client = new LoadClient(address, sender: 99);
        var waited = Stopwatch.StartNew();
        foreach (var part in _sent.Where(one => !one.Acknowledged).Chunk(200).ToList())
        {
            EventsReceipt? receipt;
            while ((receipt = await PostAsync(client, part, bad: false)) is null)
            {
                Assert.True(waited.Elapsed < Patience, "The host did not take what was sent again.");
                await Task.Delay(50);
            }

            NoteAgain(receipt.Accepted, receipt.Duplicates);
        }
    }

    /// <summary>Waits until a good deal more is acknowledged than was.</summary>
    public async Task MoreAsync(Task sending)
    {
        var before = Acknowledged;
        await Until.Async(() => sending.IsCompleted || Acknowledged > before + 500);
        // It ends by a failed assertion only.
        if (sending.IsCompleted) await sending;
    }

    /// <summary>Waits until somebody more is answered 503.</summary>
    public async Task TurnedAwayAsync(Task sending)
    {
        var before = TurnedAway;
        await Until.Async(() => sending.IsCompleted || TurnedAway > before);
        if (sending.IsCompleted) await sending;
    }

    private async Task SendAsync(IReadOnlyList<Uri> addresses, int sender, Dice dice, CancellationToken stop)
    {
        var clients = addresses.Select(address => new LoadClient(address, sender)).ToList();
        var mine = new List<LoadEvent>();
        while (!stop.IsCancellationRequested)
        {
            var fresh = Enumerable.Range(0, dice.Chance(Single) ? 1 : dice.Between(APost.From, APost.To)).Select(_ => Make(dice)).ToList();
            foreach (var one in fresh) _sent.Enqueue(one);
            var again = mine.Count > 0 && dice.Chance(0.2) ? mine[dice.Between(0, mine.Count - 1)] : null;
            var (all, bad) = (again is null ? fresh : [.. fresh, again], dice.Chance(0.1));
            try
            {
                for (var tries = 1; ; tries++)
                {
                    var receipts = await Task.WhenAll(clients.Select(client => PostAsync(client, all, bad)));
                    if (!receipts.Contains(null))
                    {
                        var (accepted, duplicates) = (receipts.Sum(receipt => receipt!.Accepted), receipts.Sum(receipt => receipt!.Duplicates));
                        if (tries > 1) NoteAgain(accepted, duplicates);
                        else Assert.Equal((fresh.Count, (clients.Count * all.Count) - fresh.Count), (accepted, duplicates));
                        mine.AddRange(fresh);
                        break;
                    }

                    if (stop.IsCancellationRequested) break;
                    await Task.Delay(20, CancellationToken.None);
                }
            }
            catch (HttpRequestException)
            {
                // Nobody is there any more: what became of it is not known.
                break;
            }
        }

        clients.ForEach(client => client.Dispose());
    }

    private void NoteAgain(int accepted, int duplicates)
    {
        Interlocked.Add(ref _newAgain, accepted);
        Interlocked.Add(ref _knownAgain, duplicates);
    }

    private async Task<EventsReceipt?> PostAsync(LoadClient client, IReadOnlyList<LoadEvent> events, bool bad)
    {
        var receipt = await client.PostAsync(events, bad);
        if (receipt is null) Interlocked.Increment(ref _turnedAway);
        else Interlocked.Add(ref _acknowledged, receipt.Accepted);
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
}
