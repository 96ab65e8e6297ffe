using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// The keys that prove WeChat Pay's word, by serial: the public key of the settings, and the platform certificates, which are kept in the
/// store for all instances and the next start. A serial that nobody knows has them downloaded anew, by one caller for all and at most once
/// a minute, so that strangers who invent serials cannot make this program call out at will.
/// </summary>
public sealed partial class PlatformKeys(Database database, DownloadCertificates download, BusinessClock clock, MachineClock machine, ILogger<PlatformKeys> logger)
{
    /// <summary>Between two downloads for the sake of unknown serials.</summary>
    internal static readonly Duration Pause = Duration.FromMinutes(1);

    /// <summary>How long a request waits for a download; WeChat Pay itself waits 5 s for its answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>By merchant number; as many as the workspace has.</summary>
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <param name="serial">In the form of <see cref="PaySignature.Normal"/>.</param>
    /// <returns>Null: unknown, or expired.</returns>
    internal async ValueTask<RsaKey?> FindAsync(Merchant merchant, string serial, CancellationToken cancellationToken)
    {
        if (DownloadCertificates.KeyOf(merchant, serial) is { } configured) return configured;
        var account = _accounts.GetOrAdd(merchant.MchId, _ => new Account());
        // Side by side at a start several may load the same rows: that is harmless.
        account.Known ??= await LoadAsync(merchant, cancellationToken);
        if (Find(account, serial) is { } known) return known;
        // Numbers alone are serials of certificates; the id of a public key is never to be had by downloading.
        if (!serial.All(char.IsAsciiHexDigit) || !TryLearn(account, merchant, serial, out var learning)) return null;
        try
        {
            await learning.WaitAsync(Patience, machine.Provider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on for those who ask next; WeChat Pay sends the notice again in 15 s.
            return null;
        }

        return Find(account, serial);
    }

    /// <summary>Downloads and keeps them now; what was known before is given up, for WeChat Pay's list is whole.</summary>
    internal async Task<WechatPayAnswer<IReadOnlyList<PlatformCertificate>>> RefreshAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var answer = await download.RunAsync(merchant, cancellationToken);
        if (answer is not WechatPayAnswer<IReadOnlyList<PlatformCertificate>>.Ok ok)
        {
            LogFailed(merchant.MchId, answer);
            return answer;
        }

        await database.WriteAsync(transaction => KeepAsync(transaction, merchant, ok.Value), cancellationToken);
        _accounts.GetOrAdd(merchant.MchId, _ => new Account()).Known = ById(ok.Value);
        LogRefreshed(merchant.MchId, ok.Value.Count);
        return answer;
    }

    private RsaKey? Find(Account account, string serial) =>
        account.Known is { } known && known.TryGetValue(serial, out var certificate) && certificate.ExpiresAt > clock.Now ? certificate.Key : null;

    /// <returns>False: the last try is not a minute old.</returns>
    private bool TryLearn(Account account, Merchant merchant, string serial, out Task learning)
    {
        lock (account)
        {
            learning = account.Learning;
            if (!learning.IsCompleted) return true;
            if (machine.Now < account.NextAt) return false;
            account.NextAt = machine.Now + Pause;
            account.Learning = learning = LearnAsync(account, merchant, serial);
            return true;
        }
    }

    /// <summary>Whoever asked may go away: the download is not theirs alone.</summary>
    private async Task LearnAsync(Account account, Merchant merchant, string serial)
    {
        await Task.Yield();
        // Another instance may have been first.
        account.Known = await LoadAsync(merchant, CancellationToken.None);
        if (Find(account, serial) is null) await RefreshAsync(merchant, CancellationToken.None);
    }

    private Task<IReadOnlyDictionary<string, PlatformCertificate>> LoadAsync(Merchant merchant, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<string>("select pem from wechat_certificate where mchid = @MchId", new { merchant.MchId });
        return ById([.. rows.Select(pem => PlatformCertificate.TryParse(pem, out var certificate) ? certificate : null).OfType<PlatformCertificate>()]);
    }, cancellationToken);

    private async Task KeepAsync(Transaction transaction, Merchant merchant, IReadOnlyList<PlatformCertificate> certificates)
    {
        await transaction.ExecuteAsync("delete from wechat_certificate where mchid = @MchId", new { merchant.MchId });
        foreach (var one in certificates)
        {
            await transaction.ExecuteAsync(
                """
                insert into wechat_certificate (mchid, serial, pem, effective_at, expires_at, fetched_at)
                values (@MchId, @Serial, @Pem, @EffectiveAt, @ExpiresAt, @now)
                """,
                new { merchant.MchId, one.Serial, one.Pem, one.EffectiveAt, one.ExpiresAt, now = clock.Now });
        }
    }

    /// <returns>When they were last downloaded, by any instance; null: never.</returns>
    internal static Task<Instant?> FetchedAtAsync(DbConnection connection, Merchant merchant) => connection.QueryFirstOrDefaultAsync<Instant?>(
        "select fetched_at from wechat_certificate where mchid = @MchId order by fetched_at desc limit 1", new { merchant.MchId });

    private static IReadOnlyDictionary<string, PlatformCertificate> ById(IReadOnlyList<PlatformCertificate> certificates) =>
        certificates.ToDictionary(one => one.Serial, StringComparer.Ordinal);

    private sealed class Account
    {
        public volatile IReadOnlyDictionary<string, PlatformCertificate>? Known;

        public Instant NextAt { get; set; } = Instant.MinValue;

        public Task Learning { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WeChat Pay's certificates for merchant {MchId} were downloaded: {Count}")]
    private partial void LogRefreshed(string mchId, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WeChat Pay's certificates for merchant {MchId} could not be downloaded: {Answer}")]
    private partial void LogFailed(string mchId, object answer);
}
