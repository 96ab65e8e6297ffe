using Growth.Storage;

namespace Growth.Orders;

/// <summary>
/// Tells the team of payments that do not fit their orders: one alert a storefront, open as long as there is such an order, whatever the order
/// in which its facts came.
/// </summary>
internal static class TellOfPayments
{
    private const int Named = 5;

    public static string KeyOf(string scope) => "payments:" + scope;

    public static async Task RunAsync(Transaction transaction, Alerts alerts, string scope)
    {
        var numbers = await transaction.QueryAsync<string>(
            $"select number from shop_order where scope = @scope and marks <> '' and marks like '%{OrderMarks.AmountMismatch}%' order by number limit {Named + 1}", new { scope });
        if (numbers.Count == 0)
        {
            await alerts.ClearAsync(transaction, KeyOf(scope));
            return;
        }

        var more = numbers.Count > Named ? " and more" : "";
        await alerts.RaiseAsync(transaction, KeyOf(scope),
            $"Payments of {scope} differ from their orders in amount or currency and do not pay for them: {string.Join(", ", numbers.Take(Named))}{more}. "
            + "Compare them with the payment platform; pay back what is wrong, or have the shop send the order as it was priced.");
    }
}
