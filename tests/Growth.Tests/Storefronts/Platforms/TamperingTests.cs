using System.Diagnostics;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Every platform's request spoilt in every way: refused, without any effect; and the true one is then taken as if nothing had been.</summary>
public abstract class TamperingTests(PlatformHost host)
{
    public sealed class OnSqlite(PlatformHost host) : TamperingTests(host), IClassFixture<PlatformHost>;

    public sealed class OnPostgres(PlatformHost host) : TamperingTests(host), IClassFixture<PlatformHost>;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var sender in Sender.All)
            foreach (var how in Tampering.Of(sender, 0, Instant.MinValue).Keys) cases.Add(sender.Storefront, how);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Send_Tampered_IsRefusedWithoutEffectAndTheTrueOneIsTaken(string storefront, string how)
    {
        var (sender, number) = (Sender.Of(storefront), host.Next());
        var spoilt = Tampering.Of(sender, number, host.Now)[how]();

        await NothingAsync(sender, number, async () => Check(sender, how, await host.SendAsync(sender, spoilt)));
    }

    public static TheoryData<string> Storefronts => [.. Sender.All.Select(sender => sender.Storefront)];

    [Theory]
    [MemberData(nameof(Storefronts))]
    public async Task Send_OversizedInChunks_Is413(string storefront)
    {
        var (sender, number) = (Sender.Of(storefront), host.Next());
        var spoilt = Tampering.Of(sender, number, host.Now)["body: of 1 MiB and a byte"]();

        await NothingAsync(sender, number, async () => Assert.Equal(413, (await host.SendAsync(sender, spoilt, chunked: true))!.Status));
    }

    [Theory]
    [MemberData(nameof(Storefronts))]
    public async Task Send_CutShortOnTheWire_Is400(string storefront)
    {
        var (sender, number) = (Sender.Of(storefront), host.Next());
        await NothingAsync(sender, number, async () =>
        {
            using var wire = await Wire.OpenAsync(host.Address);
            await wire.SendAsync(Wire.Bytes(sender.Make(number, host.Now), storefront).AsMemory()[..^1]);
            wire.EndSending();
            // Whoever hangs up may not hear it.
            Assert.True(await wire.HearAsync() is null or { Status: 400 });
        });
    }

    /// <summary>One byte after the other, each soon enough for a limit that begins anew with each.</summary>
    [Fact]
    public async Task Send_BodyThatTrickles_Is400WithinFiveSeconds()
    {
        await host.Host.WhenIdleAsync();
        var before = await host.EffectsAsync();

        await Task.WhenAll(Sender.All.Select(TrickleAsync));

        Assert.Equal(before, await host.EffectsAsync());
        host.Log.CheckNone();
    }

    private async Task TrickleAsync(Sender sender)
    {
        var bytes = Wire.Bytes(sender.Make(host.Next(), host.Now), sender.Storefront);
        var head = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        using var wire = await Wire.OpenAsync(host.Address);
        var began = Stopwatch.GetTimestamp();
        await wire.SendAsync(bytes.AsMemory(0, head));
        var answer = wire.HearAsync();
        for (var i = head; i < bytes.Length - 1 && !answer.IsCompleted; i++)
        {
            await wire.SendAsync(bytes.AsMemory(i, 1));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
        }

        Assert.Equal(400, (await answer)?.Status);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 3, 5);
    }

    /// <summary>Checks that it comes to nothing, and the true one to something.</summary>
    private async Task NothingAsync(Sender sender, int number, Func<Task> send)
    {
        await host.Host.WhenIdleAsync();
        var before = await host.EffectsAsync();

        await send();

        await host.Host.WhenIdleAsync();
        Assert.Equal(before, await host.EffectsAsync());
        var answer = await host.SendAsync(sender, sender.Make(number, host.Now));
        Assert.Equal(sender.Yes, (answer!.Status, answer.Body));
        Assert.Equal(1, await host.CountAsync($"select count(*) from webhook where storefront = '{sender.Storefront}' and delivery = '{sender.Delivery(number)}'"));
        host.Log.CheckNone();
    }

    private static void Check(Sender sender, string how, Answer? answer)
    {
        int[] expected = how switch
        {
            "body: of 1 MiB and a byte" => [413],
            "method: GET" when sender.TakesGet => [400],
            _ when how.StartsWith("method: ", StringComparison.Ordinal) => [405],
            _ => [400, 401],
        };
        Assert.Contains(answer!.Status, expected);
        // No platform may take a refusal for a yes.
        Assert.DoesNotContain("success", answer.Body, StringComparison.OrdinalIgnoreCase);
    }
}
