using System.Globalization;
using Growth.Config;
using Growth.Orders;
using Growth.Storefronts;
using Spectre.Console;

namespace Growth.Cli.Demo;

/// <summary>What has become of everything the shop told, as the store has it.</summary>
internal sealed class ShowShop(Session session, string storefront, string currency)
{
    private const int NameWidth = 16;

    public void Run(ShopSum sum)
    {
        session.Line();
        session.Markup($"[bold]{Markup.Escape(session.Say($"店铺 {storefront}", $"Storefront {storefront}"))}[/]");
        Row(session.Say("会员", "members"), session.Say($"{sum.Members} 位", $"{sum.Members} known"));
        Row(session.Say("订单", "orders"), sum.Placed == 0
            ? session.Say("没有", "none")
            : $"{sum.Placed}{session.Say(" 个：", ": ")}{List(sum.Orders, row => Name(row.State), row => row.Count)}");
        Row(session.Say("收款", "paid"), session.Say(
            $"{Money(sum.Orders.Sum(row => row.MoneyIn))}，{sum.Paid} 个订单；退回 {Money(sum.Orders.Sum(row => row.MoneyBack))}，{sum.Refunded} 个订单",
            $"{Money(sum.Orders.Sum(row => row.MoneyIn))} for {sum.Paid} orders; {Money(sum.Orders.Sum(row => row.MoneyBack))} went back for {sum.Refunded} of them"));
        foreach (var state in sum.Webhooks.GroupBy(total => total.State, StringComparer.Ordinal))
        {
            var (count, types) = (state.Sum(total => total.Count), List(state, total => total.Type, total => total.Count));
            Row("webhooks", session.Say($"{Word(state.Key)} {count} 个：{types}", $"{count} {Word(state.Key)}: {types}"));
        }
    }

    private string List<T>(IEnumerable<T> rows, Func<T, string> name, Func<T, long> count) =>
        string.Join(session.Say("、", ", "), rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{name(row)} {count(row)}")));

    private void Row(string name, string text) => session.Line($"  {name}{new string(' ', Math.Max(2, NameWidth - name.GetCellWidth()))}{text}");

    private string Money(long minor) => $"{Currency.Of(currency).Format(minor)} {currency}";

    private string Name(OrderStatus state) => state switch
    {
        OrderStatus.Expected => session.Say("还不知下单", "not ordered yet"),
        OrderStatus.Created => session.Say("待付款", "not paid yet"),
        OrderStatus.Unproven => session.Say("付款待证实", "payment unproven"),
        OrderStatus.Paid => session.Say("已付款", "paid"),
        OrderStatus.Completed => session.Say("已完成", "completed"),
        OrderStatus.Refunded => session.Say("已全额退款", "refunded in full"),
        _ => session.Say("已关闭", "closed unpaid"),
    };

    private string Word(string state) => state switch
    {
        WebhookState.Applied => session.Say("已应用", "applied"),
        WebhookState.Received => session.Say("待应用", "not applied yet"),
        WebhookState.Waiting => session.Say("在等", "waiting"),
        WebhookState.Ignored => session.Say("已忽略", "ignored"),
        _ => session.Say("放在一边", "set aside"),
    };
}
