using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Growth.Tests.Faults;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>XML made to swell, to fetch or to overflow, at the mini-program: refused at once, and nothing is read from disk or net for it. Alone, for it is timed.</summary>
public abstract class HostileXmlTests(PlatformHost host)
{
    [Collection(nameof(Alone))]
    public sealed class OnSqlite(PlatformHost host) : HostileXmlTests(host), IClassFixture<PlatformHost>;

    [Collection(nameof(Alone))]
    public sealed class OnPostgres(PlatformHost host) : HostileXmlTests(host), IClassFixture<PlatformHost>;

    private const int Tries = 5;
    private const string Message = "<FromUserName>o1</FromUserName><CreateTime>1795399200</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event>";

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var storefront in new[] { "mini", "mini-plain" })
            foreach (var how in new[] { "billion laughs", "quadratic blow-up", "file", "http", "parameter entity", "external DTD", "deep", "wide", "attributes", "instruction" }) cases.Add(storefront, how);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Send_HostileXml_Is400AtOnceAndReadsNothing(string storefront, string how)
    {
        using var trap = await Trap.SetAsync();
        var (sender, xml) = ((PushPlatform)Sender.Of(storefront), Xml(how, trap));
        var request = PushPlatform.Account.Plain(xml, $"{host.Now.ToUnixTimeSeconds()}").WithHeader("content-type", "text/xml");
        var before = await host.EffectsAsync();

        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal(400, (await host.SendAsync(sender, request))!.Status);
            var took = Stopwatch.GetElapsedTime(began);
            if (took < fastest) fastest = took;
        }

        Assert.InRange(fastest.TotalMilliseconds, 0, 100);
        Assert.False(trap.Sprung);
        Assert.Equal(before, await host.EffectsAsync());
        host.Log.CheckNone();
    }

    /// <summary>WeChat itself would have sent these: they are kept, and set aside without being opened up.</summary>
    [Theory]
    [InlineData("billion laughs")]
    [InlineData("file")]
    [InlineData("http")]
    [InlineData("deep")]
    public async Task Send_HostileXmlInsideTheCipher_IsSetAsideAndReadsNothing(string how)
    {
        using var trap = await Trap.SetAsync();
        var sender = (PushPlatform)Sender.Of("mini");

        var answer = await host.SendAsync(sender, sender.Send(Xml(how, trap), host.Now, xml: true));
        await host.Host.WhenIdleAsync();

        Assert.Equal(sender.Yes, (answer!.Status, answer.Body));
        Assert.Equal(0, await host.CountAsync("select count(*) from webhook where storefront = 'mini' and state <> 'set-aside'"));
        Assert.False(trap.Sprung);
        Assert.Equal(0, await host.CountAsync("select (select count(*) from shop_fact) + (select count(*) from member)"));
    }

    private static string Xml(string how, Trap trap) => how switch
    {
        "billion laughs" => $"<!DOCTYPE xml [<!ENTITY l0 \"lol\">{string.Concat(Enumerable.Range(1, 10).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">"))}]><xml>{Message}<A>&l10;</A></xml>",
        "quadratic blow-up" => $"<!DOCTYPE xml [<!ENTITY a \"{new string('a', 50_000)}\">]><xml>{Message}<A>{string.Concat(Enumerable.Repeat("&a;", 50_000))}</A></xml>",
        "file" => $"<!DOCTYPE xml [<!ENTITY a SYSTEM \"file://{trap.Pipe}\">]><xml>{Message}<A>&a;</A></xml>",
        "http" => $"<!DOCTYPE xml [<!ENTITY a SYSTEM \"{trap.Address}\">]><xml>{Message}<A>&a;</A></xml>",
        "parameter entity" => $"<!DOCTYPE xml [<!ENTITY % a SYSTEM \"{trap.Address}\"> %a;]><xml>{Message}</xml>",
        "external DTD" => $"<!DOCTYPE xml SYSTEM \"{trap.Address}\"><xml>{Message}</xml>",
        "deep" => $"<xml>{Message}{string.Concat(Enumerable.Repeat("<a>", 20_000))}{string.Concat(Enumerable.Repeat("</a>", 20_000))}</xml>",
        "wide" => $"<xml>{Message}{string.Concat(Enumerable.Repeat("<a/>", 200_000))}</xml>",
        "attributes" => $"<xml {string.Concat(Enumerable.Range(0, 60_000).Select(i => $"a{i}=\"\" "))}>{Message}<!----></xml>",
        _ => $"<?xml-stylesheet href=\"{trap.Address}\"?><xml>{Message}</xml>",
    };

    /// <summary>A door where nobody must knock, and a pipe that nobody writes to: who opens it waits for ever.</summary>
    private sealed class Trap : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        private Trap() => _listener.Start();

        public string Pipe { get; } = Path.Combine(Path.GetTempPath(), $"growth-pipe-{Guid.NewGuid():N}");

        public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/a";

        public bool Sprung => _listener.Pending();

        public static async Task<Trap> SetAsync()
        {
            var trap = new Trap();
            using var mkfifo = Process.Start("mkfifo", [trap.Pipe]);
            await mkfifo.WaitForExitAsync();
            Assert.Equal(0, mkfifo.ExitCode);
            return trap;
        }

        public void Dispose()
        {
            _listener.Dispose();
            File.Delete(Pipe);
        }
    }
}
