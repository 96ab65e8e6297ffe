using System.Text.Json.Nodes;
using Growth.Storefronts;
using Growth.Storefronts.WechatPay;
using Growth.Tests.Storefronts.WechatPay;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>WeChat Pay.</summary>
internal sealed class PayPlatform : Sender
{
    private static readonly Field Timestamp = new(PaySignature.TimestampHeader);
    private static readonly Field Signature = new(PaySignature.SignatureHeader);

    public PayPlatform()
        : base("pay")
    {
        Window = new Window(Timestamp, 300, 300);
        Nonce = new Field(PaySignature.NonceHeader);
        Serial = new Field(PaySignature.SerialHeader);
        Signatures = [Signature];
        Needed = [Timestamp, Nonce, Serial, Signature];
    }

    /// <summary>A stranger knows the platform's serial, and not its key.</summary>
    public override WebhookRequest Make(int number, Instant at, bool stranger = false) => stranger
        ? Sign(Payment(number), at, PayAccount.NextPlatform, PayAccount.Platform.Serial)
        : Sign(Payment(number), at);

    public override string Delivery(int number) => $"EV-{number}";

    public override IReadOnlyList<WebhookRequest> Samples(Instant at) =>
    [
        Sign(Notice("EV-sample-1", "TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction()), at),
        Sign(Notice("EV-sample-2", "REFUND.SUCCESS", "refund", PayAccount.Refund()), at),
        Sign(Notice("EV-sample-3", "MCHTRANSFER.BILL.FINISHED", "mch_payment", PayAccount.Transfer()), at),
    ];

    public override string Signed(WebhookRequest request) => $"{request.Header(Timestamp.Name)}\n{request.Header(Nonce!.Name)}\n{SignedBody(request.Body)}";

    public override string SignedBody(ReadOnlyMemory<byte> body) => Convert.ToBase64String(body.Span);

    public static WebhookRequest Sign(byte[] body, Instant at, TestCertificate? with = null, string? serial = null) =>
        PayAccount.Request(body, PayAccount.Sign(body, at, with, serial)).WithHeader("content-type", "application/json");

    public static byte[] Notice(string id, string eventType, string originalType, byte[] plain) => PayAccount.Notice(eventType, originalType, plain, json => json["id"] = id);

    private byte[] Payment(int number) => Notice(Delivery(number), "TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction($"P{number}", Of));

    private static void Of(JsonObject transaction) => transaction["transaction_id"] = $"42{transaction["out_trade_no"]}";
}
