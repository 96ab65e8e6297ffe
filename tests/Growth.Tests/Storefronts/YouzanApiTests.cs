using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.Youzan;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>With the API: a message is a hint, and what Youzan answers is what is told.</summary>
public sealed class YouzanApiTests : IAsyncDisposable
{
    private const string Shop = "111301484";
    private readonly SteppedTime _time = new(YouzanTests.Now);
    private readonly List<YouzanApi> _apis = [];
    private YouzanStub? _stub;

    [Fact]
    public async Task Read_OrderAnswered_TellsAllItReachedWithProof()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order("TRADE_SUCCESS", successTime: "2026-11-30 08:00:00")));

        var told = (await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order()))).Events();

        Assert.Equal(["order.created", "order.paid", "order.completed"], told.Select(one => one.Data.Type));
        Assert.All(told, one => Assert.Equal(PaymentProof.Fetched, ((OrderChanged)one.Data).Proof));
        Assert.Equal(("/auth/token", "/api/youzan.trade.get/4.0.2"), (_stub!.Asked.ToArray()[0].Path, _stub.Asked.ToArray()[1].Path));
        Assert.Equal($$"""{"tid":"{{YouzanSender.Tid}}"}""", _stub.Asked.ToArray()[1].Body);
    }

    [Fact]
    public async Task Read_MessageClaimsMoreThanTheOrder_WaitsAnHourAndIsSetAside()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order("WAIT_BUYER_PAY", payTime: "")));
        var forged = YouzanSender.Sent("trade_TradePaid", YouzanSender.Order());

        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, forged));
        _time.Set(_time.Now + Duration.FromHours(1));
        Assert.StartsWith("type:", Assert.IsType<WebhookReading.Misfit>(await ReadAsync(adapter, forged, YouzanTests.Now)).Reason);
    }

    [Fact]
    public async Task Read_OrderDenied_WaitsForALateApiThenIsSetAside()
    {
        var adapter = await StartAsync(_ => YouzanStub.Unknown);
        var request = YouzanSender.Sent("trade_TradePaid", YouzanSender.Order());

        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, request));
        _time.Set(_time.Now + Duration.FromHours(1));
        Assert.Contains("5000", Assert.IsType<WebhookReading.Misfit>(await ReadAsync(adapter, request, YouzanTests.Now)).Reason);
    }

    [Theory]
    [InlineData("""{"gw_err_resp":{"err_code":4101,"err_msg":"limit"}}""")]
    [InlineData("""{"code":5001,"success":false,"message":"busy"}""")]
    [InlineData("""{"code":200,"success":true}""")]
    [InlineData("""{"code":{},"data":{}}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task Read_ApiAnswersOtherwise_IsReadLater(string answer)
    {
        var adapter = await StartAsync(_ => answer);
        _time.Set(_time.Now + Duration.FromHours(2));

        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order()), YouzanTests.Now));
    }

    [Fact]
    public async Task Read_ApiDownOrFailing_IsReadLater()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order()));
        _stub!.Status = 502;
        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order())));

        await _stub.DisposeAsync();
        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order())));
    }

    [Fact]
    public async Task Read_TokenEndedEarly_IsRenewedOnce()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order()));
        var request = YouzanSender.Sent("trade_TradePaid", YouzanSender.Order());
        Assert.IsType<WebhookReading.Events>(await ReadAsync(adapter, request));

        // Renewed by somebody else: Youzan repeats the new one without being told to make another.
        _stub!.Token = "token-2";
        _stub.Asked.Clear();
        Assert.IsType<WebhookReading.Events>(await ReadAsync(adapter, request));
        Assert.Equal(["/api/youzan.trade.get/4.0.2", "/auth/token", "/api/youzan.trade.get/4.0.2"], _stub.Asked.Select(one => one.Path));
        Assert.Equal("token-2", _stub.Token);
    }

    [Fact]
    public async Task Read_TokenRefusedForGood_GivesUpAfterOneRenewal()
    {
        var adapter = await StartAsync(_ => """{"gw_err_resp":{"err_code":4202,"err_msg":"ended"}}""");

        Assert.IsType<WebhookReading.Later>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order())));
        Assert.Equal(5, _stub!.Asked.Count);
        Assert.Equal("token-1+", _stub.Token);
    }

    [Fact]
    public async Task Read_TokenNearItsEnd_IsAskedForAgain()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order()));
        var request = YouzanSender.Sent("trade_TradePaid", YouzanSender.Order());
        await ReadAsync(adapter, request);
        await ReadAsync(adapter, request);
        Assert.Single(_stub!.Asked, one => one.Path == "/auth/token");

        _time.Set(_stub.Ends - Duration.FromHours(1));
        await ReadAsync(adapter, request);
        Assert.Equal(2, _stub.Asked.Count(one => one.Path == "/auth/token"));
    }

    [Fact]
    public async Task Read_ManyAtOnce_AskForOneToken()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order()));
        _stub!.Slow = TimeSpan.FromMilliseconds(50);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order()))));

        Assert.Single(_stub.Asked, one => one.Path == "/auth/token");
    }

    [Fact]
    public async Task Read_AnotherOrderOrShop_HasNoEffect()
    {
        var adapter = await StartAsync(_ => YouzanStub.Found(YouzanSender.Order(tid: "E20261123080000000000002")));

        Assert.IsType<WebhookReading.Misfit>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order())));
        Assert.Equal("other-shop", Assert.IsType<WebhookReading.Ignored>(await ReadAsync(adapter, YouzanSender.Sent("trade_TradePaid", YouzanSender.Order(), shop: "42"))).Reason);
    }

    [Theory]
    [InlineData("SUCCESS", true)]
    [InlineData("WAIT_SELLER_AGREE", false)]
    [InlineData("CLOSED", false)]
    public async Task Read_Refund_IsWhatTheApiSays(string status, bool told)
    {
        var adapter = await StartAsync(_ => YouzanStub.Found($$"""{"refund_id":"202611241552353952310720","tid":"{{YouzanSender.Tid}}","status":"{{status}}","refund_fee":"50.00","oid":2893201869893533901,"refund_success_time":"2026-11-24 16:00:00"}"""));
        var request = YouzanSender.Sent("trade_refund_RefundSuccess", YouzanSender.Refund());

        var reading = await ReadAsync(adapter, request);

        if (told) Assert.Equal(("order.refunded:" + YouzanSender.Tid + ":202611241552353952310720", 5000), (Assert.Single(reading.Events()).Key, ((OrderRefunded)reading.Events()[0].Data).Amount));
        else Assert.IsType<WebhookReading.Later>(reading);
        Assert.Equal("""{"refund_id":"202611241552353952310720"}""", _stub!.Asked.Last().Body);
        _time.Set(_time.Now + Duration.FromHours(1));
        if (!told) Assert.IsType<WebhookReading.Ignored>(await ReadAsync(adapter, request, YouzanTests.Now));
    }

    [Theory]
    [InlineData("https://open.youzanyun.com", true)]
    [InlineData("http://127.0.0.1:8080/youzan/", true)]
    [InlineData("http://open.youzanyun.com", false)]
    [InlineData("https://me:secret@open.youzanyun.com", false)]
    [InlineData("https://open.youzanyun.com/?a=1", false)]
    [InlineData("open.youzanyun.com", false)]
    [InlineData("", false)]
    public void Validate_BaseAddress_IsHttpsOrThisMachine(string address, bool valid) =>
        Assert.Equal(valid, new ValidateYouzan().Validate(null, new YouzanOptions { BaseAddress = address }).Succeeded);

    public async ValueTask DisposeAsync()
    {
        _apis.ForEach(api => api.Dispose());
        if (_stub is not null) await _stub.DisposeAsync();
    }

    private async Task<Youzan> StartAsync(Func<string, string> answer)
    {
        _stub = await YouzanStub.StartAsync();
        _stub.Answer = answer;
        _apis.Add(new YouzanApi(_stub.Options, new MachineClock(_time)));
        return new Youzan(SentRequest.Secrets(("YZ_SECRET", YouzanSender.Secret), ("YZ_ID", YouzanSender.ClientId)), new ReadYouzan(_apis[^1], new BusinessClock(_time)));
    }

    private Task<WebhookReading> ReadAsync(Youzan adapter, WebhookRequest request, Instant? receivedAt = null) =>
        adapter.ReadAsync(request, YouzanTests.Shop(Shop), receivedAt ?? _time.Now);
}
