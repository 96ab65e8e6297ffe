using Growth.Config;
using Growth.Storefronts;
using Growth.Storefronts.WechatPay;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using Adapter = Growth.Storefronts.Kinds.WechatPay;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>The adapter and what it rests on, against a real store and WeChat Pay's stub.</summary>
internal sealed class PayHost : IAsyncDisposable
{
    private PayHost(TemporaryStore store, WechatPayStub stub)
    {
        (Store, Stub) = (store, stub);
        Settings = new ConfigurationBuilder().AddInMemoryCollection(PayAccount.Settings).Build();
        Merchants = new Merchants(new Secrets(Settings));
        Http = new WechatPayHttp(Options.Create(new WechatPayOptions { BaseAddress = stub.Address, Timeout = TimeSpan.FromSeconds(10) }), store.Clock);
        Download = new DownloadCertificates(Http, store.Clock);
        Keys = NewKeys();
        Client = new WechatPayClient(Http, Keys, store.Clock);
        Adapter = new Adapter(Merchants, Keys, store.Clock);
    }

    public TemporaryStore Store { get; }

    public WechatPayStub Stub { get; }

    public IConfigurationRoot Settings { get; }

    /// <summary>The machine's clock, by which downloads are limited.</summary>
    public SteppedTime Machine { get; } = new(Instant.FromUtc(2026, 1, 1, 0, 0));

    public Merchants Merchants { get; }

    public WechatPayHttp Http { get; }

    public DownloadCertificates Download { get; }

    public PlatformKeys Keys { get; }

    public WechatPayClient Client { get; }

    public Adapter Adapter { get; }

    public Storefront Storefront { get; set; } = PayAccount.Storefront();

    public Merchant Merchant => Merchants.Find(Storefront).Merchant!;

    public static async Task<PayHost> StartAsync()
    {
        var store = await TemporaryStore.CreateAsync(PayAccount.Now);
        return new PayHost(store, await WechatPayStub.StartAsync(store.Time));
    }

    /// <summary>Those of another instance on the same store, or of the next start.</summary>
    public PlatformKeys NewKeys() => new(Store.Database, Download, Store.Clock, new MachineClock(Machine), NullLogger<PlatformKeys>.Instance);

    public ValueTask<WebhookVerdict> VerifyAsync(byte[] body, IReadOnlyDictionary<string, string[]>? headers = null) =>
        Adapter.VerifyAsync(PayAccount.Request(body, headers ?? PayAccount.Sign(body, PayAccount.Now)), Storefront, CancellationToken.None);

    public ValueTask<WebhookReading> ReadAsync(byte[] body) => Adapter.ReadAsync(
        new StoredWebhook
        {
            Id = 1,
            Storefront = Storefront.Name,
            Delivery = "d",
            Type = "t",
            Headers = new Dictionary<string, string>(),
            Body = body,
            ReceivedAt = PayAccount.Now,
        },
        Storefront, CancellationToken.None);

    /// <summary>Status and body of an answer, as they go out.</summary>
    public static async Task<(int Status, string Body)> AnswerAsync(IResult answer)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stub.DisposeAsync();
        await Store.DisposeAsync();
    }
}
