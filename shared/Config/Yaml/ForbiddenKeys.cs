using System.Text.RegularExpressions;

namespace Growth.Config.Yaml;

/// <summary>
/// Keys that do not exist because a rule forbids what they would mean. Someone who writes one is told the rule, not just "unknown key".
/// </summary>
internal static partial class ForbiddenKeys
{
    /// <returns>Null: the key is merely unknown.</returns>
    internal static (string Rule, Words Message)? Of(string path, string key)
    {
        if (!path.StartsWith("campaign", StringComparison.Ordinal)) return null;
        if (Share().IsMatch(key))
            return ("no-reward-for-sharing", new("Nothing is paid, granted or unlocked for a share or a screenshot of one: WeChat forbids inducing shares.", "不得以任何形式奖励转发、分享或其截图：微信禁止诱导分享。"));
        if (Level().IsMatch(key))
            return ("one-level-only", new("A referral has one level: inviter and invitee.", "邀请奖励只有一级：邀请人与被邀请人。"));
        if (Chance().IsMatch(key))
            return ("no-random-amounts", new("An amount is one number: amounts by chance or within a range are not allowed.", "金额必须是一个确定的数：不允许随机或区间金额。"));
        if (Cash().IsMatch(key))
            return ("no-cashable-credit", new("Storefront credit can only be spent, never cashed.", "店铺余额只能消费，不得提现。"));
        return null;
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    [GeneratedRegex("share|sharing|screenshot|forward|moments|repost|转发|分享|截图|朋友圈", Options, 1000)]
    private static partial Regex Share();

    [GeneratedRegex("level|second|grand|indirect|upline|downline|multi|depth|tree|层级|二级|下线|团队", Options, 1000)]
    private static partial Regex Level();

    [GeneratedRegex("random|lucky|chance|lottery|raffle|draw|range|spin|blindbox|随机|抽奖|红包|盲盒|^(min|max)Amount$", Options, 1000)]
    private static partial Regex Chance();

    [GeneratedRegex("cashable|cashOut|withdraw|redeemableForCash|toCash|提现|兑现", Options, 1000)]
    private static partial Regex Cash();
}
