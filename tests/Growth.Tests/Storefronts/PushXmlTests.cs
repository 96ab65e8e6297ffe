using System.Diagnostics;
using System.Text;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.WechatMiniProgram;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>What XML can do to a careless reader.</summary>
public sealed class PushXmlTests
{
    private const string Bomb = "<!DOCTYPE xml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]><xml><Encrypt>&d;</Encrypt></xml>";

    [Theory]
    [InlineData(Bomb)]
    [InlineData("<!DOCTYPE xml [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><xml><Encrypt>&f;</Encrypt></xml>")]
    [InlineData("<!DOCTYPE xml SYSTEM \"http://127.0.0.1:1/evil.dtd\"><xml><Encrypt>a</Encrypt></xml>")]
    [InlineData("<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>&f;</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>&#0;</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>a</Encrypt>")]
    [InlineData("<xml><Encrypt>a</Encrypt></xml><xml/>")]
    [InlineData("<xml><!-- a --><Encrypt>a</Encrypt></xml>")]
    [InlineData("<xml><?php echo 1 ?><Encrypt>a</Encrypt></xml>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?><xml><Encrypt>a</Encrypt></xml>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"gb2312\"?><xml><Encrypt>a</Encrypt></xml>")]
    [InlineData("<html><Encrypt>a</Encrypt></html>")]
    [InlineData("")]
    [InlineData("Encrypt")]
    public async Task Verify_HostileXml_IsRefusedWith400(string body)
    {
        var time = new SteppedTime(Instant.FromUnixTimeSeconds(1_714_112_445));
        var adapter = new WechatMiniProgram(SentRequest.Secrets(("T", "AAAAA"), ("K", new string('A', 43))), new BusinessClock(time));

        foreach (var mode in Enum.GetValues<WechatPushMode>())
            Assert.Equal((400, "bad-body"), await adapter.JudgeAsync(WechatMiniProgramTests.Sender.Plain(body, "1714112445"), WechatMiniProgramTests.Shop(mode)));
    }

    [Fact]
    public void Parse_DeepOrManyElements_IsRefusedSoon()
    {
        var watch = Stopwatch.StartNew();

        Assert.Null(Parse(string.Concat(Enumerable.Repeat("<xml>", 100_000))));
        Assert.Null(Parse("<xml>" + string.Concat(Enumerable.Repeat("<a/>", 200_000)) + "</xml>"));
        Assert.Null(Parse("{\"a\":[" + string.Concat(Enumerable.Repeat("1,", 400_000)) + "1]}"));
        Assert.Null(Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
        Assert.Null(PushMessage.Parse((byte[])[.. "<xml>"u8, 0xC3, 0x28, .. "</xml>"u8]));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Parse_TextAndCdata_AreOneText()
    {
        var message = Parse("<xml><A>a&lt;<![CDATA[<b>]]></A><B/><C>1</C><C>2</C></xml>")!;

        Assert.Equal(("a<<b>", null, null, 2), (message.Text("A"), message.Text("B"), message.Text("C"), message.Parts("C").Count));
    }

    private static PushMessage? Parse(string text) => PushMessage.Parse(Encoding.UTF8.GetBytes(text));
}
