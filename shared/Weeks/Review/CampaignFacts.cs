using Growth.Config;

namespace Growth.Weeks.Review;

/// <summary>What the campaign promises and where it stands. Enrolment is not counted yet, so it is not spoken of.</summary>
internal static class CampaignFacts
{
    public static IReadOnlyList<(string Label, string Value)> Of(ReviewWords words, ReviewSnapshot snapshot)
    {
        var plan = snapshot.Plan.Campaign;
        var currency = Currency.Of(snapshot.Currency);
        var facts = new List<(string, string)>
        {
            (words.Of("名称", "Name"), $"{plan.Name} ({plan.Key})"),
            (words.Of("状态", "State"), State(words, snapshot.Campaign)),
            (words.Of("报名", "Enrolment"), $"{ReviewWords.Date(plan.Enrol.From)} – {ReviewWords.Date(plan.Enrol.Until)}"
                + (plan.Enrol.Limit is { } limit ? words.Of($"，限 {limit} 人", $", {limit} seats") : "")),
            (words.Of("打卡", "Check-in"), words.Of($"{plan.CheckIn.Days} 天，宽限 {plan.CheckIn.Grace} 天，可补卡 {plan.CheckIn.Makeups} 次",
                $"{plan.CheckIn.Days} days, {plan.CheckIn.Grace} of grace, {plan.CheckIn.Makeups} make-ups")),
            (words.Of("返现", "Cashback"), string.Join(words.Of("；", "; "), plan.Cashback.Tiers.Select(tier => Tier(words, tier, currency)))),
            (words.Of("返现预算", "Cashback budget"), Money(currency, plan.Cashback.Budget)),
        };
        if (plan.Referral is { } referral)
        {
            facts.Add((words.Of("邀请", "Referral"), words.Of(
                $"邀请人 {Money(currency, referral.Inviter)}，被邀请人 {Money(currency, referral.Invitee)}，预算 {Money(currency, referral.Budget)}",
                $"inviter {Money(currency, referral.Inviter)}, invitee {Money(currency, referral.Invitee)}, budget {Money(currency, referral.Budget)}")));
        }

        return facts;
    }

    private static string State(ReviewWords words, ReviewCampaign campaign)
    {
        if (campaign.StoppedAt is { } stopped) return words.Of($"已停止（{words.At(stopped)}）", $"stopped ({words.At(stopped)})");
        return campaign.State switch
        {
            "enrolling" => words.Of("报名中", "enrolling"),
            "running" => words.Of("进行中", "running"),
            "settling" => words.Of("结算中", "settling"),
            _ => words.Of("已结清", "settled"),
        };
    }

    private static string Tier(ReviewWords words, TierPlan tier, Currency currency)
    {
        var days = tier.Consecutive is { } row ? words.Of($"连续 {row} 天", $"{row} days in a row") : words.Of($"累计 {tier.Total} 天", $"{tier.Total} days in all");
        var amount = tier.Amount.Percent is { } percent ? ReviewWords.Target(percent) : Money(currency, tier.Amount.Money ?? 0);
        return $"{days} → {amount}";
    }

    private static string Money(Currency currency, long minor) => $"{currency.Format(minor)} {currency.Code}";
}
