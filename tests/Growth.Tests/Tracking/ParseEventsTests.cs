using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Tracking;

public sealed class ParseEventsTests
{
    private const string Good = """{"id":"a","kind":"view","piece":"p","visitor":"t"}""";

    [Theory]
    [InlineData("", 400, "empty-body")]
    [InlineData(" ", 400, "not-json")]
    [InlineData("events", 400, "not-json")]
    [InlineData("{\"events\":[" + Good + "]", 400, "not-json")]
    [InlineData("{\"events\":[" + Good + ",]}", 400, "not-json")]
    [InlineData("{\"events\":[" + Good + "]} {}", 400, "not-json")]
    [InlineData("{\"events\":[" + Good + "]} // end", 400, "not-json")]
    [InlineData("[" + Good + "]", 400, "wrong-shape")]
    [InlineData("null", 400, "wrong-shape")]
    [InlineData("7", 400, "wrong-shape")]
    [InlineData("{}", 400, "wrong-shape")]
    [InlineData("{\"events\":{}}", 400, "wrong-shape")]
    [InlineData("{\"events\":null}", 400, "wrong-shape")]
    [InlineData("{\"Events\":[]}", 400, "wrong-shape")]
    [InlineData("{\"\\ud800\":[]}", 400, "wrong-shape")]
    [InlineData("{\"e\\ud800vents\":[]}", 400, "wrong-shape")]
    [InlineData("{\"\\u0000\":[]}", 400, "wrong-shape")]
    [InlineData("{\"events\":[" + Good + "],\"extra\":1}", 400, "wrong-shape")]
    [InlineData("{\"events\":[" + Good + "],\"events\":[]}", 400, "wrong-shape")]
    [InlineData("{\"events\":[]}", 400, "no-events")]
    public void Run_BodyAtFault_IsRefusedWhole(string body, int status, string kind)
    {
        var fault = ParseEvents.Run(Encoding.UTF8.GetBytes(body)).Fault;

        Assert.Equal((status, kind), (fault?.Status, fault?.Kind));
    }

    [Theory]
    [InlineData("""{"kind":"view","piece":"p","visitor":"t"}""", "missing-field")]
    [InlineData("""{"id":"a","piece":"p","visitor":"t"}""", "missing-field")]
    [InlineData("""{"id":"a","kind":"view","visitor":"t"}""", "missing-field")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t"}""", "missing-field")]
    [InlineData("""{"id":"a","kind":"view","piece":"p"}""", "token-missing")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","memberToken":"t"}""", "token-ambiguous")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","colour":{"deep":[1,{}]}}""", "unknown-field")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","\ud800":1}""", "unknown-field")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","ID":"b"}""", "unknown-field")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","id":"a"}""", "duplicate-field")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","\u0069d":"a"}""", "duplicate-field")]
    [InlineData("""{"id":7,"kind":"view","piece":"p","visitor":"t"}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":["view"],"piece":"p","visitor":"t"}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"view","piece":{"x":[{}]},"visitor":"t"}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":null}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":"50"}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":50.5}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":50.0}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":5e1}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":null}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":101}""", "out-of-range")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","scroll":-1}""", "out-of-range")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","seconds":86401}""", "out-of-range")]
    [InlineData("""{"id":"a","kind":"progress","piece":"p","visitor":"t","seconds":99999999999999999999}""", "out-of-range")]
    [InlineData("""{"id":"","kind":"view","piece":"p","visitor":"t"}""", "bad-id")]
    [InlineData("""{"id":"a b","kind":"view","piece":"p","visitor":"t"}""", "bad-id")]
    [InlineData("""{"id":"12345678901234567890123456789012345678901234567890123456789012345","kind":"view","piece":"p","visitor":"t"}""", "bad-id")]
    [InlineData("""{"id":"a","kind":"View","piece":"p","visitor":"t"}""", "unknown-kind")]
    [InlineData("""{"id":"a","kind":"complete","piece":"p","visitor":"t"}""", "unknown-kind")]
    [InlineData("""{"id":"a","kind":"view","piece":"p\u0000","visitor":"t"}""", "bad-text")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","via":"\ud83d"}""", "bad-text")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","at":"yesterday"}""", "wrong-type")]
    [InlineData("""{"id":"a","kind":"view","piece":"p","visitor":"t","at":1763805600}""", "wrong-type")]
    [InlineData("7", "not-an-object")]
    [InlineData("null", "not-an-object")]
    [InlineData("[[" + Good + "]]", "not-an-object")]
    public void Run_EventAtFault_IsRefusedAndTheOthersKept(string bad, string reason)
    {
        var body = ParseEvents.Run(Encoding.UTF8.GetBytes($$"""{"events":[{{Good}},{{bad}},{{Good}}]}"""));

        Assert.Null(body.Fault);
        Assert.Equal([0, 2], body.Events.Select(sent => sent.Index));
        Assert.Equal((1, reason), (Assert.Single(body.Refused).Index, body.Refused[0].Reason));
    }

    [Fact]
    public void Run_EveryField_IsRead()
    {
        var body = ParseEvents.Run(
            """{"events":[{"id":"A-z.0_:","kind":"progress","piece":"一","memberToken":"m","scroll":100,"seconds":86400,"via":"x😀","at":"2026-11-23T16:00:00+08:00"}]}"""u8);

        var sent = Assert.Single(body.Events);
        Assert.Equal(("A-z.0_:", EventKind.Progress, "一", "m", 100, 86_400, "x😀"), (sent.Id, sent.Kind, sent.Piece, sent.MemberToken, sent.Scroll, sent.Seconds, sent.Via));
        Assert.Equal(NodaTime.Instant.FromUtc(2026, 11, 23, 8, 0), sent.At);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(501, 413)]
    public void Run_AtTheLimitOfEvents_Decides(int count, int? status)
    {
        var body = ParseEvents.Run(Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Repeat(Good, count))}}]}"""));

        Assert.Equal(status, body.Fault?.Status);
    }

    [Fact]
    public void Run_OverTheLimitOfBytes_Is413() => Assert.Equal(413, ParseEvents.Run(new byte[(256 * 1024) + 1]).Fault!.Status);

    [Fact]
    public void Run_InvalidUtf8_IsNotJson() =>
        Assert.Equal("not-json", ParseEvents.Run([.. "{\"events\":[{\"id\":\""u8, 0xC3, 0x28, .. "\"}]}"u8]).Fault!.Kind);

    [Fact]
    public void Run_DeepNesting_IsNotJson() =>
        Assert.Equal("not-json", ParseEvents.Run(Encoding.UTF8.GetBytes("{\"events\":[" + new string('[', 100_000))).Fault!.Kind);

    [Fact]
    public void Run_AnyBytes_NeverThrows() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)).ToArbitrary(), bytes => Answers(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_MutilatedBodies_NeverThrow()
    {
        var tokens = new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\"events\"", "\"id\"", "\"kind\"", "\"piece\"", "\"visitor\"", "\"scroll\"", "\"at\"", "\"view\"", "\"a\"",
            "\\ud800", "\\u0000", "1", "-", "1e999", "0.5", "null", "true", " ", "\0", "é", Good, "{\"events\":[", "]}",
        };
        Prop.ForAll(
            Gen.ListOf(Gen.Elements(tokens)).Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).ToArbitrary(), bytes => Answers(bytes))
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Run_GoodBodyWithAnyByteReplaced_NeverThrows()
    {
        var good = Encoding.UTF8.GetBytes($$"""{"events":[{{Good}},{"id":"b","kind":"progress","piece":"p\u00e9","visitor":"t","scroll":50,"at":"2026-11-23T16:00:00Z"}]}""");
        for (var i = 0; i < good.Length; i++)
            for (var value = 0; value < 256; value++)
            {
                var bytes = good.ToArray();
                bytes[i] = (byte)value;
                Assert.True(Answers(bytes));
            }
    }

    /// <summary>Either a fault, or every event of the list exactly once.</summary>
    private static bool Answers(byte[] bytes)
    {
        var body = ParseEvents.Run(bytes);
        if (body.Fault is not null) return body.Events.Count + body.Refused.Count == 0;
        var indices = body.Events.Select(sent => sent.Index).Concat(body.Refused.Select(one => one.Index)).Order();
        return indices.SequenceEqual(Enumerable.Range(0, body.Events.Count + body.Refused.Count));
    }
}
