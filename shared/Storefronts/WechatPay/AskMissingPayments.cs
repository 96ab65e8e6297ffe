using System.Buffers;
using Growth.Config;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts.Kinds;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// WeChat Pay does not promise that a notice arrives: for orders without a payment it is asked. What it says counts under the key that its
/// notice has, so that the two, in any order and number, are one payment. An order is claimed by a conditional update and committed before
/// WeChat Pay is called, and the answer is recorded together with what follows from it, under that claim: of two hosts one asks, and what a
/// host that died had claimed is asked for again.
/// </summary>
public sealed partial class AskMissingPayments(
    Database database, Merchants merchants, WechatPayClient client, ApplyShopEvents apply, BusinessClock clock, MachineClock machine, ClockGuard guard, ILogger<AskMissingPayments> logger)
{
    /// <summary>Orders a storefront and look; the next look goes on.</summary>
    private const int Batch = 500;

    /// <summary>Answers that say nothing, after which WeChat Pay is left alone until the next look.</summary>
    private const int Patience = 5;

    private static readonly Duration LongestLook = Duration.FromMinutes(2);
    private static readonly Duration Claimed = Duration.FromMinutes(10);
    private static readonly Duration Kept = Duration.FromDays(30);

    /// <summary>Of WeChat Pay's <c>out_trade_no</c>; a shop's order of another form cannot have been paid there.</summary>
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-|*@");

    private const string EndNoticed =
        """
        update wechat_payment_ask set outcome = 'noticed'
        where storefront = @name and outcome is null and next_at <= @now and exists (select 1 from payment p where p.order_id = wechat_payment_ask.order_id)
        """;

    private const string TakeUp =
        """
        insert into wechat_payment_ask (order_id, storefront, ordered_at, next_at)
        select o.id, @name, min(f.occurred_at), @now from order_fact f join shop_order o on o.id = f.order_id
        where f.kind in ('created', 'paid') and f.occurred_at > @from and f.occurred_at <= @until and o.scope = @scope and length(o.number) between 6 and 32
          and not exists (select 1 from payment p where p.order_id = o.id)
          and not exists (select 1 from wechat_payment_ask a where a.order_id = o.id and a.storefront = @name)
        group by o.id order by min(f.occurred_at) limit @Batch
        on conflict (order_id, storefront) do nothing
        """;

    private const string FindDue =
        """
        select a.order_id as OrderId, a.ordered_at as OrderedAt, a.claim, o.number from wechat_payment_ask a join shop_order o on o.id = a.order_id
        where a.storefront = @name and a.outcome is null and a.next_at <= @now order by a.next_at, a.order_id limit @Batch
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is not null) return;
        if (!await guard.ObserveAsync(now, cancellationToken)) return;
        if (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return;
        await database.WriteAsync(transaction => transaction.ExecuteAsync("delete from wechat_payment_ask where ordered_at < @old", new { old = now - Kept }), cancellationToken);
        var terms = new ShopTerms(workspace.Version, workspace.Config.Currency, workspace.Config.Storefronts);
        foreach (var (name, config) in workspace.Config.Storefronts.Where(one => one.Value is WechatPayStorefront))
        {
            var storefront = new Storefront(name, config);
            if (merchants.Find(storefront).Merchant is { } merchant) await RunAsync(storefront, terms.ScopeOf(storefront), merchant, cancellationToken);
        }
    }

    private async Task RunAsync(Storefront storefront, string scope, Merchant merchant, CancellationToken cancellationToken)
    {
        var (began, failures) = (machine.Now, 0);
        foreach (var due in await TakeUpAsync(storefront.Name, scope, cancellationToken))
        {
            if (failures == Patience || machine.Now - began > LongestLook) return;
            if (!await ClaimAsync(storefront.Name, due, cancellationToken)) continue;
            var answer = IsNumber(due.Number) ? await client.QueryTransactionAsync(merchant, due.Number, cancellationToken) : new WechatPayAnswer<PayTransaction>.NotFound("");
            // What was answered is recorded even while the host stops.
            await RecordAsync(storefront, merchant, due, answer);
            if (answer is WechatPayAnswer<PayTransaction>.Ok or WechatPayAnswer<PayTransaction>.NotFound) continue;
            failures++;
            LogFailed(storefront.Name, answer);
        }
    }

    // Each of the two is one conditional statement, and may be repeated.
    private Task<IReadOnlyList<Due>> TakeUpAsync(string name, string scope, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
    {
        var now = clock.Now;
        var found = new { name, scope, now, from = now - DecidePaymentAsk.Last, until = now - DecidePaymentAsk.First, Batch };
        await transaction.ExecuteAsync(EndNoticed, found);
        await transaction.ExecuteAsync(TakeUp, found);
        return await transaction.QueryAsync<Due>(FindDue, found);
    }, Isolation.ReadCommitted, cancellationToken);

    /// <returns>False: somebody else has it.</returns>
    private Task<bool> ClaimAsync(string name, Due due, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
    {
        var now = clock.Now;
        return await transaction.ExecuteAsync(
            """
            update wechat_payment_ask set claim = wechat_payment_ask.claim + 1, next_at = @again
            where order_id = @OrderId and storefront = @name and claim = @Claim and outcome is null and next_at <= @now
            """,
            new { due.OrderId, name, due.Claim, now, again = now + Claimed }) == 1;
    }, Isolation.ReadCommitted, cancellationToken);

    private async Task RecordAsync(Storefront storefront, Merchant merchant, Due due, WechatPayAnswer<PayTransaction> answer)
    {
        var next = DecidePaymentAsk.Run(due.OrderedAt, due.Number, merchant, answer, clock.Now);
        var recorded = await database.WriteAsync(async transaction =>
        {
            var changed = await transaction.ExecuteAsync(
                """
                update wechat_payment_ask set asked = wechat_payment_ask.asked + 1, next_at = @NextAt, outcome = @Outcome
                where order_id = @OrderId and storefront = @Name and claim = @mine and outcome is null
                """,
                new { due.OrderId, storefront.Name, mine = due.Claim + 1, next.NextAt, next.Outcome });
            if (changed == 1 && next.Outcome == DecidePaymentAsk.Paid && answer is WechatPayAnswer<PayTransaction>.Ok paid)
                await apply.RunAsync(transaction, storefront, Told(storefront), [paid.Value.ToEvent()]);
            return changed == 1;
        });
        if (recorded && next.Outcome is { } outcome) LogEnded(storefront.Name, due.Number, outcome);
    }

    /// <summary>What events come from is a request; this one was never sent.</summary>
    private StoredWebhook Told(Storefront storefront) => new()
    {
        Id = 0,
        Storefront = storefront.Name,
        Delivery = "query",
        Type = "query",
        Headers = new Dictionary<string, string>(),
        Body = default,
        ReceivedAt = clock.Now,
    };

    private static bool IsNumber(string number) => !number.AsSpan().ContainsAnyExcept(NumberCharacters);

    private sealed record Due
    {
        public long OrderId { get; init; }

        public Instant OrderedAt { get; init; }

        public long Claim { get; init; }

        public string Number { get; init; } = "";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WeChat Pay was asked for the payment of order {Number} at {Storefront}: {Outcome}")]
    private partial void LogEnded(string storefront, string number, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WeChat Pay does not say what became of a payment at {Storefront}: {Answer}")]
    private partial void LogFailed(string storefront, object answer);
}
