using Growth.Time;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// WeChat Pay's API, one method an operation: each is a path, a body, and how its answer is read. A success counts only when WeChat Pay
/// has signed it; without that the outcome is unknown, whatever it says.
/// </summary>
public sealed class WechatPayClient(WechatPayHttp http, PlatformKeys keys, BusinessClock clock)
{
    /// <summary>What became of a payment, by the shop's order number. <see cref="WechatPayAnswer{T}.NotFound"/>: the buyer never came as far as paying.</summary>
    internal Task<WechatPayAnswer<PayTransaction>> QueryTransactionAsync(Merchant merchant, string outTradeNo, CancellationToken cancellationToken) => SendAsync(
        merchant, HttpMethod.Get, $"/v3/pay/transactions/out-trade-no/{Uri.EscapeDataString(outTradeNo)}?mchid={Uri.EscapeDataString(merchant.MchId)}", body: null,
        PayTransaction.Read, cancellationToken);

    private async Task<WechatPayAnswer<T>> SendAsync<T>(
        Merchant merchant, HttpMethod method, string path, byte[]? body, Func<ReadOnlyMemory<byte>, (T? Value, string? Problem)> read, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await http.SendAsync(merchant, method, path, body, cancellationToken);
        if (answer is not WechatPayAnswer<SignedBody>.Ok { Value: var signed }) return answer.As<T>();
        if (!await IsProvenAsync(merchant, signed, cancellationToken)) return new WechatPayAnswer<T>.Unknown("not signed by WeChat Pay");
        var (value, problem) = read(signed.Bytes);
        return value is null ? new WechatPayAnswer<T>.Unknown(problem!) : new WechatPayAnswer<T>.Ok(value);
    }

    private async Task<bool> IsProvenAsync(Merchant merchant, SignedBody signed, CancellationToken cancellationToken) =>
        signed.Signature is { } signature && signature.IsFresh(clock.Now)
        && await keys.FindAsync(merchant, signature.Serial, cancellationToken) is { } key && signature.IsOf(key, signed.Bytes);
}
