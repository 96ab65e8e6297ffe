using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Growth.Cli.Demo;
using Growth.Tests.Storefronts.Platforms;
using Growth.Time;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>All platforms at once, each on connections of its own, sending new deliveries and some again. Remembers what was acknowledged.</summary>
internal sealed class WebhookLoad(BusinessClock clock, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<(string Storefront, string Delivery), bool> _sent = new();
    private int _number;
    private int _acknowledged;
    private int _round;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>By storefront and delivery; true: acknowledged.</summary>
    public IReadOnlyDictionary<(string Storefront, string Delivery), bool> Sent => new Dictionary<(string Storefront, string Delivery), bool>(_sent);

    /// <summary>Sends until nobody listens any more.</summary>
    public Task RunAsync(Uri address)
    {
        var round = Interlocked.Increment(ref _round);
        return Task.WhenAll(Sender.All.Select(sender => Task.Run(() => RunAsync(address, sender, Dice.For(seed, $"{round}/{sender.Storefront}")))));
    }

    /// <summary>Sends one of each platform until it is taken: the host serves.</summary>
    public async Task SettleAsync(Uri address)
    {
        foreach (var sender in Sender.All)
        {
            var (number, waited) = (Interlocked.Increment(ref _number), Stopwatch.StartNew());
            using var wire = await Wire.OpenAsync(address);
            while (!await SendAsync(wire, sender, number)) Assert.True(waited.Elapsed < Patience, $"{sender.Storefront} is not taken.");
        }
    }

    private async Task RunAsync(Uri address, Sender sender, Dice dice)
    {
        var mine = new List<int>();
        try
        {
            using var wire = await Wire.OpenAsync(address);
            while (true)
            {
                var number = mine.Count > 0 && dice.Chance(0.2) ? mine[dice.Between(0, mine.Count - 1)] : Interlocked.Increment(ref _number);
                if (await SendAsync(wire, sender, number)) mine.Add(number);
            }
        }
        catch (SocketException)
        {
            // Nobody is there any more: what became of the last is not known.
        }
    }

    /// <returns>False: 503, nothing is known.</returns>
    private async Task<bool> SendAsync(Wire wire, Sender sender, int number)
    {
        var key = (sender.Storefront, sender.Delivery(number));
        _sent.TryAdd(key, value: false);
        await wire.SendAsync(Wire.Bytes(sender.Make(number, clock.Now), sender.Storefront));
        var answer = await wire.HearAsync() ?? throw new SocketException((int)SocketError.ConnectionReset);
        if (answer.Status == 503) return false;
        Assert.Equal(sender.Yes, (answer.Status, answer.Body));
        _sent[key] = true;
        Interlocked.Increment(ref _acknowledged);
        return true;
    }
}
