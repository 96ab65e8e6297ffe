using Growth.Members;
using Growth.Orders;
using Growth.Storage;
using Growth.Tracking;

namespace Growth.Storefronts;

/// <summary>
/// Brings the events of one kept request into members, orders, reading and facts. Safe to run twice, side by side and in any order: every
/// change is keyed, and what is stored of several words on one thing is a function of the words, not of their order.
/// Two round trips an event, three where a member or an order is new; one more a request, and some for a merge or an alert.
/// </summary>
public sealed class ApplyShopEvents(RunningShops shops, PersonalData data, Alerts alerts, Database database, EventWriter writer)
{
    private readonly ReportReading _reading = new(database, data, writer);

    /// <summary>What has a writer of its own and is safe to repeat (reading): before the transaction.</summary>
    /// <exception cref="ReadingNotStoredException">It is not known to be stored; it is safe to try again.</exception>
    /// <exception cref="DataKeyMissingException">There is a phone or an address, and nothing to seal it with.</exception>
    public Task PrepareAsync(Storefront storefront, StoredWebhook webhook, IReadOnlyList<ShopEvent> events, CancellationToken cancellationToken) =>
        _reading.RunAsync(storefront, webhook, events, cancellationToken);

    /// <summary>All the rest, in the caller's SERIALIZABLE transaction.</summary>
    /// <exception cref="DataKeyMissingException">There is a phone or an address, and nothing to seal it with.</exception>
    public async Task RunAsync(Transaction transaction, Storefront storefront, StoredWebhook webhook, IReadOnlyList<ShopEvent> events)
    {
        var batch = transaction.Batch();
        var terms = await shops.CurrentAsync(transaction, batch);
        var scope = terms.ScopeOf(storefront);
        var marksMoved = false;
        foreach (var happened in events.Where(happened => happened.Data is not ContentRead))
        {
            var order = await ApplyAsync(transaction, batch, webhook with { Storefront = storefront.Name }, happened, scope, terms.Currency);
            marksMoved |= order?.MarksMoved == true;
        }

        if (marksMoved) await TellOfPayments.RunAsync(transaction, alerts, scope);
    }

    /// <returns>The order it was about.</returns>
    private async Task<OrderTable?> ApplyAsync(Transaction transaction, Batch batch, StoredWebhook webhook, ShopEvent happened, string scope, string? currency)
    {
        var told = PersonOf(happened.Data) is { } person ? ToldPerson.Of(person, webhook.Storefront, happened, data) : ToldPerson.Nobody;
        var member = new MemberTable(told);
        var order = OrderFact.Of(webhook.Storefront, happened, told.Identities) is { } fact
            ? new OrderTable(scope, OrderFact.NumberOf(happened.Data)!, fact, currency) : null;
        member.Ask(batch);
        order?.Ask(batch);
        await batch.RunAsync();

        member.MakeWhatIsMissing(batch);
        order?.MakeWhatIsMissing(batch);
        await batch.RunAsync();

        await member.SaveAsync(transaction, batch);
        order?.Save(batch, member.Id, member.Current);
        if (happened.Data is ShopFact kept)
            ShopFactTable.Add(batch, webhook.Storefront, happened, webhook.ReceivedAt, member.Id, kept.Data, kept.Person is not null && member.Id is null ? ReportReading.NobodyIdentified : null);
        await batch.RunAsync();
        return order;
    }

    private static ShopPerson? PersonOf(ShopEventData data) => data switch
    {
        OrderChanged order => order.Buyer,
        PaymentReceived payment => payment.Payer,
        MemberChanged changed => changed.Member,
        ShopFact fact => fact.Person,
        _ => null,
    };
}
