using System.Text;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>
/// Requests spoilt at random, 100,000 for each adapter, against the running host over kept connections: none is a fault, none is taken whose
/// signed bytes are not the platform's own, and all of them together change nothing that the true ones did not.
/// </summary>
public abstract class FuzzOverHttpTests(PlatformHost host)
{
    public sealed class OnSqlite(PlatformHost host) : FuzzOverHttpTests(host), IClassFixture<PlatformHost>;

    public sealed class OnPostgres(PlatformHost host) : FuzzOverHttpTests(host), IClassFixture<PlatformHost>;

    private const int Senders = 32;
    private const int AtOnce = 16;
    private const int FirstSeed = 20261125;

    /// <summary>The engine has no part in refusals: the many go to one of them.</summary>
    private static int Requests => TestDatabase.Engine == Engine.Sqlite ? 100_000 : 2_000;

    [Theory]
    [InlineData("shop", 1)]
    [InlineData("pay", 1)]
    [InlineData("mini", 2)]
    [InlineData("mini-plain", 2)]
    [InlineData("youzan", 1)]
    [InlineData("shopify", 1)]
    public async Task Send_SpoiltAtRandom_HasNoEffectUnlessWhatIsSignedIsWhole(string storefront, int part)
    {
        // Always the same: what is found once is found again. Another first seed is another hunt.
        var (sender, seed) = (Sender.Of(storefront), FirstSeed);
        var whole = sender.Samples(host.Now);
        foreach (var one in whole) Assert.Equal(sender.Yes.Status, (await host.SendAsync(sender, one))!.Status);
        await host.Host.WhenIdleAsync();
        var before = await host.DumpAsync();

        var told = await Task.WhenAll(Enumerable.Range(0, Senders).Select(i => Task.Run(() => SpoilAsync(sender, whole, seed + i, Requests / part / Senders))));

        await host.Host.WhenIdleAsync();
        var (kept, say) = (await host.KeptAsync(storefront), $"Seed {seed}.");
        // Some changes spare what is signed, or cancel out: were there none, this would prove nothing.
        Assert.True(told.Sum(one => one.Accepted) > Requests / part / 200, say);
        Assert.InRange(told.Sum(one => one.Answered), Requests / part * 8 / 10, Requests / part);
        Assert.True(!sender.SignsKey || kept.Count == whole.Count, say);
        if (sender.SignsBody)
        {
            var signed = whole.Select(one => sender.SignedBody(one.Body)).ToHashSet(StringComparer.Ordinal);
            Assert.All(kept, one => Assert.True(signed.Contains(sender.SignedBody(one.Body)) || signed.Contains(Convert.ToBase64String(one.Body.Span)), say));
            var after = await host.DumpAsync();
            Assert.True(before == after, $"{say} {string.Join('\n', after.Split('\n').Except(before.Split('\n'), StringComparer.Ordinal).Take(5))}");
        }

        Assert.True(host.Host.Failures.Count == 0, $"{say} {host.Host.Failures.FirstOrDefault()}");
        host.Log.CheckNone(say);
    }

    /// <returns>How many were answered on connections that go on, and how many of them were accepted.</returns>
    private async Task<(int Answered, int Accepted)> SpoilAsync(Sender sender, IReadOnlyList<WebhookRequest> whole, int seed, int count)
    {
        var (mutate, random, answered, accepted) = (new MutateRequest(seed), new Random(seed), 0, 0);
        var wire = await Wire.OpenAsync(host.Address);
        for (var sent = 0; sent < count;)
        {
            var batch = new List<Spoilt>();
            while (batch.Count < AtOnce && sent < count)
            {
                var of = whole[sent % whole.Count];
                var spoilt = mutate.Next(of);
                var one = new Spoilt(spoilt, of, Wire.Bytes(spoilt, sender.Storefront), $"Seed {seed}, request {sent++}");
                if (random.Next(500) == 0) await AloneAsync(mutate.Body(one.Bytes), one);
                else if (one.IsWellFormed) batch.Add(one);
                else await AloneAsync(one.Bytes, one);
            }

            await wire.SendAsync(batch.SelectMany(one => one.Bytes).ToArray());
            answered += batch.Count;
            foreach (var one in batch) accepted += Judge(sender, one, await wire.HearAsync(one.Request.Method)) ? 1 : 0;
        }

        wire.Dispose();
        return (answered, accepted);
    }

    /// <summary>What is hardly HTTP any more ends its connection.</summary>
    private async Task AloneAsync(byte[] bytes, Spoilt one)
    {
        using var wire = await Wire.OpenAsync(host.Address);
        await wire.SendAsync(bytes);
        wire.EndSending();
        var answer = await wire.HearAsync("HEAD");
        // 505: the version of HTTP was what changed.
        Assert.True(answer is null or { Status: < 500 or 505 }, $"{one.Name}, alone: {answer?.Status}");
    }

    private static bool Judge(Sender sender, Spoilt one, Answer? answer)
    {
        Assert.True(answer is not null, $"{one.Name} was not answered.");
        Assert.False(answer.IsLast, $"{one.Name} ended its connection: {answer.Status}");
        var taken = answer.Status is 200 or 204;
        if (!taken) Assert.True(answer.Status is 400 or 401 or 405 or 413, $"{one.Name}: {answer.Status}");
        else if (!IsProbe(sender, one.Request)) Assert.True(sender.Signed(one.Heard) == sender.Signed(one.Whole), $"{one.Name} was taken though what is signed had changed.");
        return taken;
    }

    /// <summary>The check of the address, and Youzan's unsigned look whether anybody answers: a yes without effect.</summary>
    private static bool IsProbe(Sender sender, WebhookRequest request) =>
        (sender.TakesGet && request.Method == "GET") || (sender.Storefront == "youzan" && Encoding.UTF8.GetString(request.Body.Span).Contains("\"test\":true", StringComparison.Ordinal));

    private sealed record Spoilt(WebhookRequest Request, WebhookRequest Whole, byte[] Bytes, string Name)
    {
        /// <summary>The server's own limit of a request line.</summary>
        private const int LongestLine = 4000;

        private const string Token = "!#$%&'*+-.^_`|~";

        /// <summary>As HTTP means it: white space around a value is none of it, and names have no case.</summary>
        public WebhookRequest Heard => Request with
        {
            Headers = Request.Headers.GroupBy(header => header.Key.ToLowerInvariant(), StringComparer.Ordinal)
                .ToDictionary(header => header.Key, header => (IReadOnlyList<string>)[.. header.SelectMany(one => one.Value).Select(value => value.Trim(' ', '\t'))]),
        };

        public bool IsWellFormed => Request.Method.Length > 0 && Bytes.AsSpan().IndexOf((byte)'\r') < LongestLine && Request.Headers.All(header => header.Key.Length > 0 && header.Key.All(IsToken) && header.Value.All(value => !value.Any(char.IsControl)));

        private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || Token.Contains(c, StringComparison.Ordinal);
    }
}
