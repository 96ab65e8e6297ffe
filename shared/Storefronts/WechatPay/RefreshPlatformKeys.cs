using Growth.Config;
using Growth.Storage;
using Growth.Storefronts.Kinds;
using Growth.Time;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// Has the platform certificates of every merchant downloaded again when they are 12 hours old, which is how often WeChat Pay asks for it.
/// What decides is in the store: looked at more often, by several hosts, or after a failure, it does what is left to do. Merchants that
/// have the public key and never had a certificate need none.
/// </summary>
public sealed class RefreshPlatformKeys(Database database, Merchants merchants, PlatformKeys keys, Alerts alerts, BusinessClock clock)
{
    public const string AlertKey = "wechat-pay-keys";

    private static readonly Duration Age = Duration.FromHours(12);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return;
        var failed = new List<string>();
        foreach (var (name, config) in workspace.Config.Storefronts.Where(one => one.Value is WechatPayStorefront))
        {
            // A setting that is missing is told by the doctor, and whoever calls is told by 503.
            if (merchants.Find(new Storefront(name, config)).Merchant is not { } merchant) continue;
            var fetchedAt = await database.ReadAsync(connection => PlatformKeys.FetchedAtAsync(connection, merchant), cancellationToken);
            if (fetchedAt is null ? merchant.PublicKey is not null : clock.Now - fetchedAt < Age) continue;
            var answer = await keys.RefreshAsync(merchant, cancellationToken);
            if (answer is not WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Ok) failed.Add($"{name}: {answer}");
        }

        await database.WriteAsync(transaction => failed.Count == 0 ? alerts.ClearAsync(transaction, AlertKey) : alerts.RaiseAsync(transaction, AlertKey, Text(failed)), cancellationToken);
    }

    private static string Text(IReadOnlyList<string> failed) =>
        $"WeChat Pay does not give its certificates, without which its notices and answers cannot be verified: {string.Join("; ", failed)}. It is tried again every hour. "
        + "If it is refused: check mchId, serialNo, the private key and the APIv3 key, or set publicKeyId and publicKey.";
}
