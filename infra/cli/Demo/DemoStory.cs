using System.Globalization;
using Growth.Time;
using NodaTime;
using Spectre.Console;

namespace Growth.Cli.Demo;

/// <summary>Tells a person what happens in the week, one line an event, and moves a bar where something can move.</summary>
internal sealed class DemoStory(Session session, DateTimeZone zone, Instant start, Instant end) : IStory
{
    private static readonly string[] ZhDays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    private LocalDate? _day;
    private long _opened;
    private long _shared;
    private long _accepted;
    private long _joined;
    private Instant _now;
    private ShopSum? _told;
    private ShopSum? _shop;

    /// <summary>Null: plain lines.</summary>
    public ProgressTask? Bar { get; set; }

    public void Delivered(IReadOnlyList<Delivered> messages)
    {
        foreach (var announced in messages.Where(message => message.Announces is not null).GroupBy(message => (message.Announces, message.Subject)))
        {
            Tell(announced.First().SentAt, "green", session.Say($"发布《{announced.Key.Subject}》，推送 {announced.Count()} 人",
                $"published {announced.Key.Subject}, pushed to {announced.Count()}"));
        }

        foreach (var word in messages.Where(message => message.Announces is null)) Tell(word.SentAt, "blue", session.Say($"告知团队：{word.Subject}", $"told the team: {word.Subject}"));
    }

    public void Shop(ShopSum sum)
    {
        _told ??= sum;
        _shop = sum;
    }

    public void At(Instant now, Tally tally)
    {
        _now = now;
        var day = zone.ToLocal(now).Date;
        if (Bar is not null)
        {
            Bar.Value = (now - start).TotalMinutes / (end - start).TotalMinutes * Bar.MaxValue;
            Bar.Description = Markup.Escape($"{Label(now)}  {session.Say("打开", "opened")} {tally.Opened}  {session.Say("分享", "shared")} {tally.Shared}");
        }

        _day ??= day;
        if (day == _day && now < end) return;
        if (tally.Joined > _joined)
        {
            Sum(session.Say($"{tally.Joined - _joined} 人第一次来，{tally.Subscribed} 人订阅了更新通知", $"{tally.Joined - _joined} came for the first time, {tally.Subscribed} asked to be told of new pieces"));
        }

        if (tally.Opened > _opened)
        {
            Sum(session.Say(
                $"打开 {tally.Opened - _opened} 次，分享 {tally.Shared - _shared} 次，记下 {tally.Accepted - _accepted} 个事件",
                $"{tally.Opened - _opened} opened, {tally.Shared - _shared} shared, {tally.Accepted - _accepted} events kept"));
        }

        TellShop();
        (_day, _opened, _shared, _accepted, _joined) = (day, tally.Opened, tally.Shared, tally.Accepted, tally.Joined);
    }

    private void TellShop()
    {
        if (_told is not { } before || _shop is not { } shop) return;
        var (members, orders, paid, refunded) = (shop.Members - before.Members, shop.Placed - before.Placed, shop.Paid - before.Paid, shop.Refunded - before.Refunded);
        _told = shop;
        var parts = new List<string>();
        if (orders + paid + refunded > 0) parts.Add(session.Say($"下单 {orders} 个，付款 {paid} 个，退款 {refunded} 个", $"{orders} orders, {paid} paid, {refunded} refunded"));
        if (members > 0) parts.Add(session.Say($"新认识 {members} 人", $"{members} new members"));
        if (parts.Count > 0) Sum(session.Say("店铺：", "the shop: ") + string.Join(session.Say("，", ", "), parts));
    }

    public void Planned(IsoWeek week) => Tell(_now, "green", session.Say($"照复盘的建议写好了 {week} 的计划", $"wrote the plan of {week} from the review's proposal"));

    private void Tell(Instant at, string colour, string text) => session.Markup($"[{colour}]{Markup.Escape(Label(at))}[/]  {Markup.Escape(text)}");

    private void Sum(string text) => session.Markup($"[grey]{Markup.Escape(Day(_day!.Value))} {session.Say("小结", "in all")}  {Markup.Escape(text)}[/]");

    private string Label(Instant at)
    {
        var local = zone.ToLocal(at);
        return string.Create(CultureInfo.InvariantCulture, $"{Day(local.Date)} {local:HH:mm}");
    }

    private string Day(LocalDate date)
    {
        var day = session.Language == Config.Language.ZhCn ? ZhDays[(int)date.DayOfWeek] : date.DayOfWeek.ToString()[..3];
        return string.Create(CultureInfo.InvariantCulture, $"{day} {date:MM-dd}");
    }
}
