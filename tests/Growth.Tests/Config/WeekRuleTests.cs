using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

/// <summary>Each rule of a week's file: one edit of the sample, one problem, at its place.</summary>
public sealed class WeekRuleTests
{
    [Theory]
    // rule, what stands in the sample, what replaces it, where the problem is (the first place of this text)
    [InlineData("unknown-key", "  name: 21 天阅读打卡", "  nmae: x\n  name: 21 天阅读打卡", "nmae")]
    [InlineData("duplicate-key", "  name: 21 天阅读打卡", "  name: a\n  name: b", "name: b")]
    [InlineData("missing-key", "  key: reading-21\n", "", "name: 21")]
    [InlineData("empty-value", "key: reading-21", "key:", "\n  name: 21", 0)]
    [InlineData("wrong-type", "products: [READ-21]", "products: READ-21", "READ-21")]
    [InlineData("wrong-type", "name: 21 天阅读打卡", "name: 2026", "2026\n")]
    [InlineData("wrong-type", "name: 21 天阅读打卡", "name: [a]", "[a]")]
    [InlineData("wrong-count", "products: [READ-21]", "products: []", "[]")]
    [InlineData("duplicate-entry", "products: [READ-21]", "products: [READ-21, READ-21]", "READ-21]")]
    [InlineData("out-of-range", "days: 21,", "days: 367,", "367")]
    [InlineData("bad-number", "days: 21,", "days: 21.5,", "21.5")]
    [InlineData("bad-number", "days: 21,", "days: \"21\",", "\"21\"")]
    [InlineData("bad-duration", "hold: 8d", "hold: 8 days", "8 days")]
    [InlineData("bad-duration", "hold: 8d", "hold: 1d12h", "1d12h")]
    [InlineData("bad-money", "budget: 20000.00", "budget: 20000.001", "20000.001")]
    [InlineData("bad-money", "budget: 20000.00", "budget: \"20000.00\"", "\"20000.00\"")]
    [InlineData("bad-money", "budget: 20000.00", "budget: -5", "-5")]
    [InlineData("bad-money", "budget: 20000.00", "budget: 2e4", "2e4")]
    [InlineData("bad-time", "remindAt: [\"20:00\"]", "remindAt: [\"24:00\"]", "\"24:00\"")]
    [InlineData("bad-week-time", "publishAt: \"Mon 08:00\"", "publishAt: \"Monday 08:00\"", "\"Monday 08:00\"")]
    [InlineData("bad-date", "from: \"2026-11-23\"", "from: \"2026-11-31\"", "\"2026-11-31\"")]
    [InlineData("bad-week", "week: 2026-W48", "week: 2026-W54", "2026-W54")]
    [InlineData("bad-text", "key: reading-21", "key: Reading_21", "Reading_21")]
    [InlineData("bad-boolean", "  key: reading-21", "  stop: yes\n  key: reading-21", "yes")]
    [InlineData("unknown-value", "start: next", "start: nxt", "nxt")]
    [InlineData("env-not-allowed", "key: reading-21", "key: ${KEY}", "${KEY}")]
    [InlineData("budget-required", "    budget: 20000.00                         # 200 seats at 99.00\n", "", "tiers:")]
    [InlineData("no-reward-for-sharing", "    rewarded: {", "    shareReward: {", "shareReward")]
    [InlineData("no-reward-for-sharing", "    payout: wechat-refund", "    payout: wechat-refund\n    perShare: 1.00", "perShare")]
    [InlineData("no-reward-for-sharing", "    payout: wechat-refund", "    payout: wechat-refund\n    朋友圈截图: 1.00", "朋友圈截图")]
    [InlineData("one-level-only", "maxPerInviter: 20", "level2: 1.00, maxPerInviter: 20", "level2")]
    [InlineData("no-random-amounts", "amount: 5.00", "amount: 1.00..5.00", "1.00..5.00")]
    [InlineData("no-random-amounts", "inviter: 5.00", "inviter: random", "random")]
    [InlineData("no-random-amounts", "inviter: 5.00", "inviter: 1.00-5.00", "1.00-5.00")]
    [InlineData("no-random-amounts", "maxPerInviter: 20", "luckyDraw: true, maxPerInviter: 20", "luckyDraw")]
    [InlineData("no-cashable-credit", "    payout: wechat-refund", "    payout: storefront-credit\n    creditExpires: 90d\n    cashable: true", "cashable")]
    [InlineData("no-more-than-paid", "amount: 100%", "amount: 120%", "120%")]
    [InlineData("no-more-than-paid", "amount: 100%", "amount: 99.01", "99.01")]
    [InlineData("no-more-than-paid", "invitee: 3.00", "invitee: 99.01", "99.01")]
    [InlineData("budget-below-one-finisher", "budget: 20000.00", "budget: 98.99", "98.99")]
    [InlineData("budget-below-one-referral", "budget: 2000.00 }", "budget: 7.99 }", "7.99")]
    [InlineData("tier-days", "{ consecutive: 7, amount: 5.00 }", "{ consecutive: 7, total: 8, amount: 5.00 }", "{ consecutive: 7")]
    [InlineData("tier-days", "{ consecutive: 7, amount: 5.00 }", "{ amount: 5.00 }", "{ amount: 5.00 }")]
    [InlineData("tier-unreachable", "total: 20", "total: 22", "22")]
    [InlineData("tier-unreachable", "consecutive: 7", "consecutive: 22", "22")]
    [InlineData("tiers-not-increasing", "{ total: 20, amount: 100% }", "{ consecutive: 7, amount: 6.00 }", "{ consecutive: 7, amount: 6.00 }")]
    [InlineData("tiers-not-increasing", "{ total: 20, amount: 100% }", "{ consecutive: 9, amount: 5.00 }", "{ consecutive: 9")]
    [InlineData("tiers-not-increasing", "{ total: 20, amount: 100% }", "{ total: 7, amount: 5.00 }", "{ consecutive: 7")]
    [InlineData("hold-shorter-than-refund-window", "hold: 8d", "hold: 6d", "6d")]
    [InlineData("unknown-product", "products: [READ-21]", "products: [READ-12]", "READ-12")]
    [InlineData("enrol-outside-week", "from: \"2026-11-23\"", "from: \"2026-11-22\"", "\"2026-11-22\"")]
    [InlineData("enrol-outside-week", "until: \"2026-11-29\"", "until: \"2027-01-18\"", "\"2027-01-18\"")]
    [InlineData("enrol-order", "until: \"2026-11-29\"", "until: \"2026-11-22\"", "\"2026-11-22\"")]
    [InlineData("reminder-in-quiet-hours", "remindAt: [\"20:00\"]", "remindAt: [\"21:00\"]", "\"21:00\"")]
    [InlineData("unknown-channel", "route: [push], purpose: service", "route: [pus], purpose: service", "pus]")]
    [InlineData("bad-text", "template: remind,", "template: Remind me,", "Remind me")]
    [InlineData("unknown-key", "    rewarded: {", "    rewardd: {", "rewardd")]
    [InlineData("piece-outside-week", "publishAt: \"Fri 18:00\"", "publishAt: \"Sun 22:00\"", "\"Sun 22:00\"")]
    [InlineData("slug-used", "slug: share-a-line", "slug: night-reading", "night-reading\n    title: 抄")]
    [InlineData("piece-file-or-url", "    file: content/share-a-line.md\n", "", "slug: share-a-line")]
    [InlineData("reading-time-required", "file: content/share-a-line.md", "url: https://example.com/a", "slug: share-a-line")]
    [InlineData("bad-url", "file: content/share-a-line.md", "readingTime: 6m\n    url: ftp://example.com/a", "ftp:")]
    [InlineData("article-missing", "file: content/share-a-line.md", "file: content/share-a-lin.md", "content/share-a-lin.md")]
    [InlineData("article-outside-workspace", "file: content/share-a-line.md", "file: ../share-a-line.md", "../share")]
    [InlineData("article-outside-workspace", "file: content/share-a-line.md", "file: /etc/share-a-line.md", "/etc/share")]
    [InlineData("article-outside-workspace", "file: content/share-a-line.md", "file: growth.yaml", "growth.yaml")]
    [InlineData("week-file-name", "week: 2026-W48", "week: 2026-W49", "2026-W49")]
    public void Read_SpoiltWeek_NamesTheRuleAndThePlace(string rule, string old, string replacement, string at, int? column = null)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, old, replacement);

        var read = workspace.Read();

        var problem = Assert.Single(read.Problems, problem => problem.Rule == rule);
        var place = workspace.Place(WorkspaceFixture.Week, at);
        Assert.Equal(WorkspaceFixture.Week, problem.File);
        if (column is null) Assert.Equal(place, (problem.Line, problem.Column));
        else Assert.Equal(place.Line, problem.Line);
        Assert.True(problem.IsError);
        Assert.False(read.IsValid);
        Assert.Empty(read.Plans);
        Assert.NotNull(read.Config);
    }

    [Theory]
    [InlineData("large-refund", "", "", "100%")]
    [InlineData("no-slack", "grace: 3, start: next, dayEndsAt: \"04:00\", makeups: 2", "start: next", "21, amount")]
    [InlineData("cash-by-h5-link", "maxPerInviter: 20", "link: h5, maxPerInviter: 20", "h5")]
    [InlineData("inducement-words", "name: 21 天阅读打卡", "name: 分享有礼", "分享有礼")]
    [InlineData("inducement-words", "title: 为什么是 21 天", "title: 集赞领书", "集赞领书")]
    [InlineData("credit-without-expiry", "payout: wechat-refund", "payout: storefront-credit", "storefront-credit")]
    [InlineData("budget-below-limit", "limit: 200", "limit: 203", "20000.00")]
    [InlineData("reminder-without-message", "    reminder: { template: remind, route: [push], purpose: service }\n", "", "[\"20:00\"]")]
    [InlineData("reminder-without-time", ", remindAt: [\"20:00\"]", "", "{ template: remind")]
    public void Read_QuestionableWeek_WarnsAndKeepsThePlan(string rule, string old, string replacement, string at)
    {
        using var workspace = new WorkspaceFixture();
        if (rule == "no-slack") workspace.Edit(WorkspaceFixture.Week, "total: 20", "total: 21");
        if (old.Length > 0) workspace.Edit(WorkspaceFixture.Week, old, replacement);

        var read = workspace.Read();

        var problem = Assert.Single(read.Problems, problem => problem.Rule == rule);
        Assert.Equal(workspace.Place(WorkspaceFixture.Week, at), (problem.Line, problem.Column));
        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.True(read.IsValid);
        Assert.Single(read.Plans);
    }

    [Fact]
    public void Read_ManyMistakes_NamesThemAllAtOnce()
    {
        using var workspace = new WorkspaceFixture()
            .Edit(WorkspaceFixture.Week, "days: 21,", "days: many,")
            .Edit(WorkspaceFixture.Week, "  key: reading-21", "  kye: reading-21")
            .Edit(WorkspaceFixture.Week, "hold: 8d", "hold: 6d")
            .Edit(WorkspaceFixture.Week, "slug: share-a-line", "slug: night-reading")
            .Edit(WorkspaceFixture.Growth, "timeZone: Asia/Shanghai", "timeZone: Asia/Shangai");

        var rules = workspace.Read().Problems.Where(problem => problem.IsError).Select(problem => problem.Rule).Order(StringComparer.Ordinal);

        Assert.Equal(["bad-number", "hold-shorter-than-refund-window", "missing-key", "slug-used", "unknown-key", "unknown-time-zone"], rules);
    }

    [Fact]
    public void Read_UnreadableDays_JudgesNoTierByThem()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "days: 21,", "days: many,");

        Assert.Equal("bad-number", Assert.Single(workspace.Read().Problems, problem => problem.IsError).Rule);
    }

    [Fact]
    public void Read_TwoUnreadableEntries_AreNotCalledTheSame()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "products: [READ-21]", "products: [1, 2]");

        Assert.Equal(["wrong-type", "wrong-type"], workspace.Read().Problems.Where(problem => problem.IsError).Select(problem => problem.Rule));
    }

    [Fact]
    public void Read_MistypedKey_NamesTheNearest()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "  checkIn: {", "  chekIn: {");

        var problem = Assert.Single(workspace.Read().Problems, problem => problem.Rule == "unknown-key");

        Assert.Equal("checkIn", problem.Suggestion);
        Assert.Equal("campaign.chekIn", problem.Path);
        Assert.StartsWith("weeks/2026-W48.yaml:8:3: error unknown-key: campaign.chekIn: ", problem.ToString(Language.En), StringComparison.Ordinal);
        Assert.StartsWith("weeks/2026-W48.yaml:8:3: 错误 unknown-key: campaign.chekIn: ", problem.ToString(Language.ZhCn), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service", "[push]", "no-service-announcement-to-all")]
    [InlineData("marketing", "[push]", "no-service-announcement-to-all")]
    [InlineData("marketing", "[sms]", "marketing-sms-without-consent")]
    [InlineData("transactional", "[email]", "announcement-not-transactional")]
    public void Read_AnnouncementToAll_IsRefused(string purpose, string route, string rule)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "announce: { route: [push], audience: consented }\n    tags: [书摘]", $"announce: {{ route: {route}, audience: all, purpose: {purpose} }}");

        Assert.Single(workspace.Read().Problems, problem => problem.Rule == rule);
    }

    [Fact]
    public void Read_MarketingToAllByEmail_IsTaken()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "announce: { route: [push], audience: consented }\n    tags: [书摘]", "announce: { route: [email], audience: all, purpose: marketing }");

        Assert.True(workspace.Read().IsValid);
    }

    [Fact]
    public void Read_FewerPieces_IsRefused()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "pieces: 3", "pieces: 4");

        var problem = Assert.Single(workspace.Read().Problems, problem => problem.Rule == "piece-count");

        Assert.Equal((workspace.Place(WorkspaceFixture.Week, "- slug: why").Line, "content"), (problem.Line, problem.Path));
    }
}
