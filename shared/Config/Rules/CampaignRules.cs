using System.Text.RegularExpressions;
using Growth.Weeks;
using NodaTime;

namespace Growth.Config.Rules;

internal static partial class CampaignRules
{
    private const int MostEnrolWeeks = 8;

    internal static void Check(RuleScope scope)
    {
        CheckEnrol(scope);
        CheckProducts(scope);
        CheckHold(scope);
        CheckBudgets(scope);
        CheckWords(scope);
        if (scope.Plan.Campaign.Cashback is { Payout: Payout.StorefrontCredit, CreditExpires: null })
            scope.Warn("credit-without-expiry", "campaign.cashback.payout", new("Credit without creditExpires is owed for ever.", "未设 creditExpires 的店铺余额将永久有效。"), null, "campaign.cashback.creditExpires");
        if (scope.Plan.Campaign.Referral is { Link: InviteLink.H5 } referral && referral.Inviter + referral.Invitee > 0)
            scope.Warn("cash-by-h5-link", "campaign.referral.link", new("Invitations with money by H5 links are blocked inside WeChat; mini-program codes are not.", "微信内会封禁带现金奖励的 H5 邀请链接，小程序码不受影响。"), null, "campaign.referral");
    }

    private static void CheckEnrol(RuleScope scope)
    {
        var (enrol, monday) = (scope.Plan.Campaign.Enrol, scope.Plan.Week.Monday);
        var last = monday.PlusWeeks(MostEnrolWeeks).PlusDays(-1);
        if (enrol.From < monday || enrol.From > monday.PlusDays(6))
            scope.Refuse("enrol-outside-week", "campaign.enrol.from", new("Enrolment begins in the campaign's week.", "报名须在本周内开始。"), Iso(enrol.From), new($"{Iso(monday)} to {Iso(monday.PlusDays(6))}", $"{Iso(monday)} 至 {Iso(monday.PlusDays(6))}"), needs: ["week"]);
        if (enrol.Until < enrol.From)
            scope.Refuse("enrol-order", "campaign.enrol.until", new("Enrolment ends before it begins.", "报名结束早于开始。"), Iso(enrol.Until), new($"{Iso(enrol.From)} or later", $"不早于 {Iso(enrol.From)}"), needs: ["campaign.enrol.from"]);
        else if (enrol.Until > last)
            scope.Refuse("enrol-outside-week", "campaign.enrol.until", new($"Enrolment lasts more than {MostEnrolWeeks} weeks.", $"报名期超过 {MostEnrolWeeks} 周。"), Iso(enrol.Until), new($"up to {Iso(last)}", $"不晚于 {Iso(last)}"), needs: ["week"]);
    }

    private static void CheckProducts(RuleScope scope)
    {
        var (campaign, known) = (scope.Plan.Campaign, scope.Config.Products);
        for (var i = 0; i < campaign.Products.Count; i++)
        {
            var (sku, path) = (campaign.Products[i], $"campaign.products[{i}]");
            if (!known.TryGetValue(sku, out var product))
            {
                if (known.Count > 0)
                    scope.Refuse("unknown-product", path, new("growth.yaml lists products, but not this one.", "growth.yaml 的商品清单中没有它。"), sku, new(string.Join(", ", known.Keys), string.Join(", ", known.Keys)), Nearest.Of(sku, known.Keys), $"{RuleScope.Growth}products");
                continue;
            }

            var shops = scope.Config.Storefronts.Where(shop => product.Storefronts is null || product.Storefronts.Contains(shop.Key, StringComparer.Ordinal));
            if (!product.Virtual || !shops.Any(shop => shop.Value.InsideWechat)) continue;
            string[] needs = [$"{RuleScope.Growth}storefronts", $"{RuleScope.Growth}products"];
            if (campaign.Referral is { Invitee: > 0 })
                scope.Refuse("no-invitee-reward-on-virtual-goods", "campaign.referral.invitee", new($"{sku} is virtual and sold inside WeChat, where an invitee's reward on it is forbidden.", $"{sku} 是在微信内出售的虚拟商品，不得奖励被邀请人。"), allowed: new("0.00", "0.00"), needs: needs);
            scope.Warn("virtual-goods-on-ios", path, new("Virtual goods cannot be sold in mini-programs on iOS by other means than Apple's.", "iOS 小程序内不得以非苹果支付出售虚拟商品。"), sku, needs);
        }
    }

    private static void CheckHold(RuleScope scope)
    {
        var longest = scope.Config.Storefronts.OrderByDescending(shop => shop.Value.RefundWindow).ThenBy(shop => shop.Key, StringComparer.Ordinal).FirstOrDefault();
        if (longest.Value is not { } shop || scope.Plan.Campaign.Cashback.Hold >= shop.RefundWindow) return;
        var window = Yaml.TimeScalars.WriteDuration(shop.RefundWindow);
        scope.Refuse("hold-shorter-than-refund-window", "campaign.cashback.hold", new($"Rewards would be paid while {longest.Key} still takes orders back.", $"店铺 {longest.Key} 仍可退货时就会付出奖励。"), Yaml.TimeScalars.WriteDuration(scope.Plan.Campaign.Cashback.Hold), new($"{window} or more", $"不短于 {window}"), needs: [$"{RuleScope.Growth}storefronts"]);
    }

    private static void CheckBudgets(RuleScope scope)
    {
        var (campaign, money) = (scope.Plan.Campaign, scope.Currency);
        string[] needs = ["campaign.cashback.tiers", "campaign.products", $"{RuleScope.Growth}products"];
        if (scope.Findings.IsWhole("campaign.cashback.tiers") && BudgetCover.Of(campaign, scope.Config) is { } cover)
        {
            var most = money.Format(cover.MostPerSeat);
            if (cover.Seats == 0)
                scope.Refuse("budget-below-one-finisher", "campaign.cashback.budget", new("The budget does not pay for one finisher.", "预算不足以支付一位完成者。"), money.Format(campaign.Cashback.Budget), new($"{most} or more", $"不少于 {most}"), needs: needs);
            else if (!cover.CoversLimit)
                scope.Warn("budget-below-limit", "campaign.cashback.budget", new($"The budget covers {cover.Seats} finishers of {cover.Limit} seats; nobody enrols beyond it.", $"预算可支付 {cover.Seats} 位完成者，少于名额 {cover.Limit}；超出者无法报名。"), money.Format(campaign.Cashback.Budget), [.. needs, "campaign.enrol.limit"]);
        }

        if (campaign.Referral is { } referral && referral.Budget < referral.Inviter + referral.Invitee)
            scope.Refuse("budget-below-one-referral", "campaign.referral.budget", new("The budget does not pay for one referral.", "预算不足以支付一次邀请。"), money.Format(referral.Budget), new($"{money.Format(referral.Inviter + referral.Invitee)} or more", $"不少于 {money.Format(referral.Inviter + referral.Invitee)}"), needs: ["campaign.referral.inviter", "campaign.referral.invitee"]);
        if (campaign.Referral is { } pays && CampaignMoney.Prices(campaign, scope.Config) is { Count: > 0 } prices && pays.Invitee > prices.Min())
            scope.Refuse("no-more-than-paid", "campaign.referral.invitee", new("This would pay back more than was paid.", "返现不得超过实付金额。"), money.Format(pays.Invitee), new($"up to {money.Format(prices.Min())}, the product's price", $"不超过商品价格 {money.Format(prices.Min())}"), needs: ["campaign.products", $"{RuleScope.Growth}products"]);
    }

    private static void CheckWords(RuleScope scope)
    {
        Scan("campaign.name", scope.Plan.Campaign.Name);
        for (var i = 0; i < scope.Plan.Content.Count; i++) Scan($"content[{i}].title", scope.Plan.Content[i].Title);

        void Scan(string path, string text)
        {
            if (Inducement().Match(text) is { Success: true } found)
                scope.Warn("inducement-words", path, new($"\"{found.Value}\" reads as inducing a share, which WeChat forbids.", $"“{found.Value}”有诱导分享之嫌，微信禁止。"), text);
        }
    }

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    [GeneratedRegex("(分享|转发)(有|得|领|送|解锁|返|赢|拿)|集赞|助力|砍价|砍一刀|拆红包|抢红包|朋友圈|不转不是|必转|拉人头|躺赚|share (to|and) (win|unlock|get|earn)|forward to (win|unlock|get|earn)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex Inducement();
}
