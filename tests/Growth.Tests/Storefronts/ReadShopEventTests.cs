using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Growth.Storefronts;
using Growth.Storefronts.Envelope;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class ReadShopEventTests
{
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1.5", "1e3", "9223372036854775808", "1000000000001", "\"\"", "\" \"", "\"a:b\"", "\"x\\ny\"", "\"CNY\"", "\"+8613800138000\"", "[]", "[{}]", "{}", "{\"userId\":\"u\"}", "{\"openid\":\"o\"}",
        "\"zh-CN\"", "\"2026-11-23T08:00:00Z\"", $"\"{new string('x', 200)}\"",
    ];

    [Fact]
    public void Schema_CheckedIn_IsWhatTheReaderSays()
    {
        var written = File.Exists(WebhooksDocument.SchemaPath) ? File.ReadAllText(WebhooksDocument.SchemaPath) : "";
        if (written == EnvelopeSchema.Text()) return;

        File.WriteAllText(WebhooksDocument.SchemaPath, EnvelopeSchema.Text());
        Assert.Fail("docs/webhooks.schema.json was out of date and has been written anew: look at the difference and commit it.");
    }

    [Fact]
    public void Examples_OfTheDocument_AreAllTypesAndFitReaderAndSchema()
    {
        Assert.Equal(ShopEventType.All.Keys.Order(), WebhooksDocument.Examples.Keys.Order());
        foreach (var (type, json) in WebhooksDocument.Examples)
        {
            Assert.Equal(type, Assert.Single(Assert.IsType<WebhookReading.Events>(Read(json)).Happened).Data.Type);
            Assert.True(SchemaCheck.Takes(WebhooksDocument.Schema(), JsonDocument.Parse(json).RootElement), json);
        }
    }

    /// <summary>Every member of every example left out, and replaced by every odd value: the schema and the reader say the same.</summary>
    [Fact]
    public void Mutations_OfEveryExample_AreTakenByBothOrNeither()
    {
        var (schema, differ, taken, refused) = (WebhooksDocument.Schema(), new List<string>(), 0, 0);
        foreach (var json in WebhooksDocument.Examples.Values.SelectMany(Mutated))
        {
            using var document = JsonDocument.Parse(json);
            var bySchema = SchemaCheck.Takes(schema, document.RootElement);
            var byReader = Read(json) is not WebhookReading.Misfit;
            if (bySchema != byReader) differ.Add($"schema {bySchema}: {json}");
            _ = bySchema ? taken++ : refused++;
        }

        Assert.Empty(differ);
        Assert.True(taken > 100 && refused > 1000, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public void Read_Order_HasEveryMember()
    {
        var one = Assert.Single(Assert.IsType<WebhookReading.Events>(Read(WebhooksDocument.Examples["order.created"])).Happened);

        var order = Assert.IsType<OrderChanged>(one.Data);
        Assert.Equal("order.created:1001", one.Key);
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 23, 58), one.OccurredAt);
        Assert.Equal((OrderStage.Created, "1001", 9900, "CNY", "pXw0b3Jk9a_Z", PaymentProof.Signed), (order.Stage, order.Number, order.Total, order.Currency, order.ReferralCode, order.Proof));
        Assert.Equal(new ShopPerson { UserId = "u-7", Phone = "+8613800138000", PhoneVerified = true, FirstOrder = true }, order.Buyer);
        Assert.Equal([new OrderLine { Id = "1", Sku = "READ-21", Quantity = 1, NetPaid = 9900 }], order.Lines);
    }

    [Theory]
    [InlineData("order.paid", "order.paid:1001")]
    [InlineData("order.refunded", "order.refunded:1001:r-1")]
    [InlineData("payment.received", "payment.received:4200001234202611230000000001")]
    [InlineData("member.updated", "member.updated:msg_1")]
    [InlineData("check-in.done", "check-in.done:msg_1")]
    [InlineData("content.viewed", "content.viewed:msg_1")]
    [InlineData("stock.changed", "stock.changed:msg_1")]
    public void Read_Key_IsTheDomainsOrTheDeliverys(string type, string key) =>
        Assert.Equal(key, Assert.Single(Assert.IsType<WebhookReading.Events>(Read(WebhooksDocument.Examples[type])).Happened).Key);

    [Fact]
    public void Read_Fact_KeepsItsMembersWithoutThePerson()
    {
        var fact = Assert.IsType<ShopFact>(Assert.Single(Assert.IsType<WebhookReading.Events>(Read(WebhooksDocument.Examples["check-in.done"])).Happened).Data);

        Assert.Equal("""{"campaign":"reading-21","order":"1001"}""", fact.Data);
        Assert.Equal("u-7", fact.Person!.UserId);
    }

    [Fact]
    public void Read_LinesWithoutIds_AreNumbered()
    {
        var order = ReadOrder("""{"number":"1","currency":"CNY","lines":[{"sku":"A","quantity":1,"netPaid":0},{"sku":"A","quantity":2,"netPaid":5}]}""");

        Assert.Equal(["1", "2"], order.Lines!.Select(line => line.Id));
    }

    [Theory]
    [InlineData("""{"type":"order.shipped","timestamp":"2026-11-23T08:00:00Z","data":{"anything":[1]}}""")]
    [InlineData("""{"type":"order.shipped","timestamp":"2026-11-23T08:00:00Z"}""")]
    public void Read_UnknownType_IsIgnored(string json) => Assert.IsType<WebhookReading.Ignored>(Read(json));

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "one JSON object")]
    [InlineData("{", "line 1, byte")]
    [InlineData("{}", "type is missing.")]
    [InlineData("""{"type":"order.paid","data":{"number":"1"}}""", "timestamp is missing.")]
    [InlineData("""{"type":"order.paid","timestamp":"yesterday","data":{"number":"1"}}""", "timestamp must be a text: a time with its offset")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00","data":{"number":"1"}}""", "timestamp must be")]
    [InlineData("""{"type":"order.paid","timestamp":"0001-01-01T00:00:00Z","data":{"number":"1"}}""", "timestamp must be")]
    [InlineData("""{"type":"order.paid","version":2,"timestamp":"2026-11-23T08:00:00Z","data":{"number":"1"}}""", "version must be a whole number from 1 to 1.")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z"}""", "data is missing.")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":[]}""", "data must be an object.")]
    [InlineData("""{"type":"order.paid","type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1"}}""", "duplicate members")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","x":"a\u0000"}}""", "U+0000")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","a\u0000":1}}""", "U+0000")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","x":"\ud800"}}""", "half a surrogate pair")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","\udc00":1}}""", "half a surrogate pair")]
    [InlineData("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{"number":"1","x":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}}""", "at most 16 deep")]
    public void Read_BadEnvelope_IsAMisfitThatNamesIt(string json, string reason) => Assert.Contains(reason, Misfit(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{}""", "data.number is missing.")]
    [InlineData("""{"number":1001}""", "data.number must be a text: 1 to 64 of")]
    [InlineData("""{"number":"a:b"}""", "data.number must be")]
    [InlineData("""{"number":"1","total":5}""", "data.currency is missing: data.total needs it.")]
    [InlineData("""{"number":"1","total":5.5,"currency":"CNY"}""", "data.total must be a whole number from 0 to 1000000000000.")]
    [InlineData("""{"number":"1","currency":"RMB元"}""", "data.currency must be a text: an ISO 4217 code")]
    [InlineData("""{"number":"1","buyer":{}}""", "data.buyer needs one of userId")]
    [InlineData("""{"number":"1","buyer":{"openid":"o"}}""", "data.buyer.appId is missing: data.buyer.openid needs it.")]
    [InlineData("""{"number":"1","buyer":{"phone":"13800138000"}}""", "data.buyer.phone must be a text: E.164")]
    [InlineData("""{"number":"1","buyer":{"email":"nobody"}}""", "data.buyer.email must be")]
    [InlineData("""{"number":"1","buyer":{"userId":"u","timeZone":"Mars/Olympus"}}""", "data.buyer.timeZone must be a text: an IANA time zone")]
    [InlineData("""{"number":"1","buyer":{"userId":"u","language":"fr"}}""", "data.buyer.language must be a text: zh-CN, en.")]
    [InlineData("""{"number":"1","buyer":{"userId":"u","firstOrder":"yes"}}""", "data.buyer.firstOrder must be true or false.")]
    [InlineData("""{"number":"1","currency":"CNY","lines":[]}""", "data.lines must be a list of 1 to 500.")]
    [InlineData("""{"number":"1","currency":"CNY","lines":[{"sku":"A","quantity":1,"netPaid":1},{"sku":"A","quantity":0,"netPaid":1}]}""", "data.lines[1].quantity must be a whole number from 1 to 1000000.")]
    [InlineData("""{"number":"1","currency":"CNY","lines":[{"sku":"A","quantity":1,"netPaid":-1}]}""", "data.lines[0].netPaid must be")]
    [InlineData("""{"number":"1","currency":"CNY","lines":[7]}""", "data.lines[0] must be an object.")]
    [InlineData("""{"number":"1","currency":"CNY","lines":[{"id":"2","sku":"A","quantity":1,"netPaid":1},{"sku":"A","quantity":1,"netPaid":1}]}""", "data.lines must have ids that differ.")]
    [InlineData("""{"number":null}""", "data.number must be")]
    public void Read_BadMember_IsNamedWithWhatIsAllowed(string data, string reason) =>
        Assert.StartsWith(reason, Misfit($$"""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{{data}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Read_BadPersonalData_IsNeverRepeated()
    {
        var reason = Misfit("""{"type":"member.updated","timestamp":"2026-11-23T08:00:00Z","data":{"member":{"phone":"139-2468-1357"}}}""");

        Assert.DoesNotContain("2468", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotUtf8_IsAMisfit() => Assert.Contains("UTF-8", Assert.IsType<WebhookReading.Misfit>(Read([0xC3, 0x28])).Reason, StringComparison.Ordinal);

    private static IEnumerable<string> Mutated(string example)
    {
        var paths = Paths(JsonNode.Parse(example)!, []).ToList();
        foreach (var path in paths)
        {
            yield return Changed(example, path, null);
            // A value under a type that is not known is nobody's business, and which zones there are no schema says.
            foreach (var odd in path[^1] is "type" or "timeZone" ? [] : Odd) yield return Changed(example, path, odd);
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode node, string[] path) => node switch
    {
        JsonObject members => members.SelectMany(member => Paths(member.Value!, [.. path, member.Key]).Prepend([.. path, member.Key])),
        JsonArray items => Paths(items[0]!, [.. path, "0"]),
        _ => [],
    };

    /// <param name="value">JSON; null: the member is left out.</param>
    private static string Changed(string example, string[] path, string? value)
    {
        var root = JsonNode.Parse(example)!;
        var at = path[..^1].Aggregate(root, (node, name) => node is JsonArray items ? items[0]! : node[name]!);
        ((JsonObject)at).Remove(path[^1]);
        if (value is not null) ((JsonObject)at).Add(path[^1], JsonNode.Parse(value));
        return root.ToJsonString();
    }

    private static OrderChanged ReadOrder(string data) => (OrderChanged)Assert.Single(
        Assert.IsType<WebhookReading.Events>(Read($$"""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{{data}}}""")).Happened).Data;

    private static string Misfit(string json) => Assert.IsType<WebhookReading.Misfit>(Read(json)).Reason;

    private static WebhookReading Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static WebhookReading Read(byte[] body) => ReadShopEvent.Run(new StoredWebhook
    {
        Id = 1,
        Storefront = "shop",
        Delivery = "msg_1",
        Type = "t",
        Headers = new Dictionary<string, string>(),
        Body = body,
        ReceivedAt = Instant.FromUtc(2026, 11, 23, 1, 0),
    });
}
