using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

/// <summary>Each rule of growth.yaml, at its place, and what a plan may do under it.</summary>
public sealed class GrowthRuleTests
{
    private const string Sms = "  sms: { kind: twilio, account: \"${SID}\", token: \"${TOKEN}\", from: \"+15005550006\", registered: true }";

    [Theory]
    [InlineData("unknown-key", "workspace: reading-room", "workspac: reading-room", "workspac:")]
    [InlineData("missing-key", "timeZone: Asia/Shanghai\n", "", "workspace:")]
    [InlineData("missing-key", "kind: standard-webhooks, secrets: [\"${SHOP_WEBHOOK_SECRET}\"], refundWindow: 7d", "kind: standard-webhooks, secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "{ kind: standard")]
    [InlineData("missing-key", "  email: { kind: file }", "  email: { }", "{ }")]
    [InlineData("unknown-kind", "  email: { kind: file }", "  email: { kind: flie }", "flie")]
    [InlineData("unknown-key", "  email: { kind: file }", "  email: { kind: file, key: \"${KEY}\" }", "key: \"${KEY}\"")]
    [InlineData("unknown-time-zone", "timeZone: Asia/Shanghai", "timeZone: Asia/Shangai", "Asia/Shangai")]
    [InlineData("unknown-currency", "currency: CNY", "currency: RMB", "RMB")]
    [InlineData("unknown-value", "language: zh-CN", "language: zh", "zh\n")]
    [InlineData("bad-rate", "shareRate: 15%", "shareRate: 15.555%", "15.555%")]
    [InlineData("wrong-type", "shareRate: 15%", "shareRate: 0.15", "0.15")]
    [InlineData("out-of-range", "shareRate: 15%", "shareRate: 101%", "101%")]
    [InlineData("bad-number", "ltvOverCac: 3.5", "ltvOverCac: \"3.5\"", "\"3.5\"")]
    [InlineData("out-of-range", "pieces: 3", "pieces: 8", "8")]
    [InlineData("out-of-range", "refundWindow: 7d", "refundWindow: 367d", "367d")]
    [InlineData("out-of-range", "language: zh-CN", "language: zh-CN\nevents: { keep: 34d }", "34d")]
    [InlineData("out-of-range", "language: zh-CN", "language: zh-CN\nevents: { keep: 3651d }", "3651d")]
    [InlineData("bad-origin", "corsOrigins: [https://shop.example.com]", "corsOrigins: [https://shop.example.com/]", "https://shop.example.com/]")]
    [InlineData("bad-origin", "corsOrigins: [https://shop.example.com]", "corsOrigins: [\"*\"]", "\"*\"")]
    [InlineData("bad-email", "email: team@example.com", "email: team.example.com", "team.example.com")]
    [InlineData("duplicate-team-email", "  - { name: 运营组, email: team@example.com, role: director }", "  - { name: a, email: team@example.com }\n  - { name: b, email: Team@example.com }", "Team@example.com")]
    [InlineData("public-url-not-https", "publicUrl: https://growth.example.com", "publicUrl: http://growth.example.com", "http://growth.example.com")]
    [InlineData("bad-url", "publicUrl: https://growth.example.com", "publicUrl: growth.example.com", "growth.example.com")]
    [InlineData("week-times-order", "closes: \"Sun 22:00\"", "closes: \"Mon 00:00\"", "\"Mon 00:00\", final")]
    [InlineData("week-times-order", "final: \"Tue 22:00\"", "final: \"Sun 23:00\"", "\"Sun 23:00\"")]
    [InlineData("quiet-hours-empty", "{ from: \"21:00\", to: \"08:00\" }", "{ from: \"21:00\", to: \"21:00\" }", "{ from: \"21:00\"")]
    [InlineData("unknown-channel", "maxSpend: { sms: 200.00 }", "maxSpend: { smss: 200.00 }", "200.00")]
    [InlineData("unknown-key", "frequencyCap: { marketing: 2 }", "frequencyCap: { market: 2 }", "market:")]
    [InlineData("unknown-storefront", "READ-21: { name: 21 天阅读营, price: 99.00 }", "READ-21: { price: 99.00, storefronts: [shopp] }", "shopp]")]
    [InlineData("secret-in-clear", "\"${SHOP_WEBHOOK_SECRET}\"", "whsec_MfKQ9r8GKYqrTwjU", "whsec_")]
    [InlineData("wrong-count", "team:\n  - { name: 运营组, email: team@example.com, role: director }", "team: []", "[]")]
    public void Read_SpoiltGrowth_NamesTheRuleAndThePlace(string rule, string old, string replacement, string at)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, old, replacement);

        var read = workspace.Read();

        var problem = Assert.Single(read.Problems, problem => problem.Rule == rule && problem.File == WorkspaceFixture.Growth);
        Assert.Equal(workspace.Place(WorkspaceFixture.Growth, at), (problem.Line, problem.Column));
        Assert.True(problem.IsError);
        Assert.Null(read.Config);
        Assert.False(read.IsValid);
    }

    [Theory]
    [InlineData("timeZone: Asia/Shanghai", "timeZone: Asia/Shangai", "Asia/Shanghai")]
    [InlineData("currency: CNY", "currency: CYN", "CNY")]
    [InlineData("language: zh-CN", "language: zh-cn", "zh-CN")]
    [InlineData("targets: {", "target: {", "targets")]
    [InlineData("kind: standard-webhooks", "kind: standard-webhook", "standard-webhooks")]
    [InlineData("whenNoPlan: draft", "whenNoPlan: draf", "draft")]
    public void Read_Mistyped_NamesTheNearest(string old, string replacement, string suggestion)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, old, replacement);

        Assert.Equal(suggestion, Assert.Single(workspace.Read().Problems, problem => problem.File == WorkspaceFixture.Growth && problem.IsError).Suggestion);
    }

    [Theory]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secrets: [hunter2hunter2]")]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secrets: hunter2hunter2")]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secrets: { hunter: hunter2hunter2 }")]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secrets: [\"prefix-${X}-hunter2hunter2\"]")]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secret: hunter2hunter2")]
    [InlineData("secrets: [\"${SHOP_WEBHOOK_SECRET}\"]", "secrets: [hunter2hunter2, hunter2hunter2]")]
    [InlineData("publicUrl: https://growth.example.com", "publicUrl: https://me:hunter2hunter2@growth.example.com")]
    [InlineData("  email: { kind: file }", "  email: { kind: sendgrid, key: hunter2hunter2, from: a@example.com }")]
    public void Read_SecretInClear_IsRefusedAndNeverRepeated(string old, string replacement)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, old, replacement);

        var read = workspace.Read();

        Assert.False(read.IsValid);
        Assert.All(read.Problems, problem =>
        {
            Assert.DoesNotContain("hunter2hunter2", problem.ToString(Language.En), StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2hunter2", problem.ToString(Language.ZhCn), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("http://localhost:7071", true)]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("https://growth.example.com/base", true)]
    [InlineData("http://example.com", false)]
    public void Read_PublicUrl_IsHttpsUnlessLocal(string url, bool valid)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "publicUrl: https://growth.example.com", $"publicUrl: {url}");

        Assert.Equal(valid, workspace.Read().IsValid);
    }

    [Theory]
    [InlineData("  sender: 阅读室\n", "marketing-sms-without-sender")]
    [InlineData("  optOut: 回T退订\n", "marketing-sms-without-opt-out")]
    public void Read_MarketingSmsWithout_IsRefused(string missing, string rule)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, missing, "")
            .Edit(WorkspaceFixture.Week, "rewarded: { template: rewarded, route: [push, sms], purpose: transactional }", "rewarded: { template: rewarded, route: [push, sms], purpose: marketing }");

        var problem = Assert.Single(workspace.Read().Problems, problem => problem.IsError);

        Assert.Equal((rule, "campaign.notify.rewarded.route[1]"), (problem.Rule, problem.Path));
    }

    [Fact]
    public void Read_TwilioMarketingInChina_IsRefusedAndServiceIsNot()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "  sms: { kind: file }", Sms);
        Assert.True(workspace.Read().IsValid);

        workspace.Edit(WorkspaceFixture.Week, "rewarded: { template: rewarded, route: [push, sms], purpose: transactional }", "rewarded: { template: rewarded, route: [push, sms], purpose: marketing }");
        Assert.Equal("no-twilio-marketing-to-china", Assert.Single(workspace.Read().Problems, problem => problem.IsError).Rule);

        workspace.Edit(WorkspaceFixture.Growth, "timeZone: Asia/Shanghai", "timeZone: Europe/Berlin").Edit(WorkspaceFixture.Growth, "currency: CNY", "currency: EUR");
        Assert.True(workspace.Read().IsValid);
    }

    [Fact]
    public void Read_UnregisteredSenderAndTemplate_Warn()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "  sms: { kind: file }", Sms.Replace(", registered: true", "", StringComparison.Ordinal))
            .Edit(WorkspaceFixture.Growth, "  push: { kind: file }", "  push: { kind: wechat-subscribe, appId: \"${APP}\", secret: \"${SECRET}\", templates: { welcome: \"${T1}\", remind: \"${T2}\" } }");

        var read = workspace.Read();

        Assert.True(read.IsValid);
        Assert.Equal(["channels.sms", "campaign.notify.rewarded.template"], read.Problems.Where(problem => problem.Rule.StartsWith("unregistered", StringComparison.Ordinal)).Select(problem => problem.Path));
    }

    [Fact]
    public void Read_VirtualGoodsInsideWechat_ForbidTheInviteesReward()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "READ-21: { name: 21 天阅读营, price: 99.00 }", "READ-21: { price: 99.00, virtual: true }");
        Assert.True(workspace.Read().IsValid);

        workspace.Edit(WorkspaceFixture.Growth, "storefronts:\n", "storefronts:\n  mini: { kind: wechat-mini-program, appId: wx1, token: \"${T}\", encodingAesKeys: [\"${K}\"], refundWindow: 7d }\n");
        Assert.Equal(["no-invitee-reward-on-virtual-goods", "virtual-goods-on-ios"], Rules("no-invitee-reward-on-virtual-goods", "virtual-goods-on-ios"));

        workspace.Edit(WorkspaceFixture.Week, "invitee: 3.00", "invitee: 0.00");
        Assert.Equal(["virtual-goods-on-ios"], Rules("no-invitee-reward-on-virtual-goods", "virtual-goods-on-ios"));

        workspace.Edit(WorkspaceFixture.Week, "invitee: 0.00", "invitee: 3.00").Edit(WorkspaceFixture.Growth, "virtual: true", "virtual: true, storefronts: [shop]");
        Assert.True(workspace.Read().IsValid);

        IEnumerable<string> Rules(params string[] watched) => workspace.Read().Problems.Select(problem => problem.Rule).Where(rule => watched.Contains(rule, StringComparer.Ordinal)).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("", ", orders: shop", null)]
    [InlineData("  more: { kind: shopify, secrets: [\"${T}\"], refundWindow: 7d }\n", ", orders: more", null)]
    [InlineData("  more: { kind: shopify, secrets: [\"${T}\"], refundWindow: 7d }\n", "", "orders-ambiguous")]
    [InlineData("", ", orders: shp", "unknown-storefront")]
    [InlineData("", ", orders: pay", "storefront-without-orders")]
    [InlineData("  mini: { kind: wechat-mini-program, appId: wx1, token: \"${T}\", encodingAesKeys: [\"${K}\"], refundWindow: 7d }\n", ", orders: mini", "storefront-without-orders")]
    [InlineData("  mini: { kind: wechat-mini-program, appId: wx1, token: \"${T}\", encodingAesKeys: [\"${K}\"], refundWindow: 7d }\n", "", null)]
    public void Read_WechatPay_SaysWhoseOrdersUnlessThereIsOne(string more, string orders, string? rule)
    {
        const string Pay = "  pay: { kind: wechat-pay, mchId: \"1\", appId: wx1, apiV3Key: \"${K}\", serialNo: AB, privateKey: \"${P}\", refundWindow: 7d";
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "storefronts:\n", $"storefronts:\n{Pay}{orders} }}\n{more}");

        var read = workspace.Read();

        var problem = read.Problems.SingleOrDefault(problem => problem.IsError);
        Assert.Equal((rule, rule is null ? null : "storefronts.pay.orders"), (problem?.Rule, problem?.Path));
        if (rule is not null) Assert.Equal(workspace.Place(WorkspaceFixture.Growth, orders.Length > 0 ? orders[", orders: ".Length..] + " }" : "{ kind: wechat-pay"), (problem!.Line, problem.Column));
    }

    [Theory]
    [InlineData("JPY", "99.00", "bad-money")]
    [InlineData("KWD", "99.000", null)]
    [InlineData("KWD", "99.0001", "bad-money")]
    public void Read_Money_HasTheDecimalsOfItsCurrency(string currency, string price, string? rule)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "currency: CNY", $"currency: {currency}").Edit(WorkspaceFixture.Growth, "price: 99.00", $"price: {price}");

        var problem = workspace.Read().Problems.FirstOrDefault(problem => problem.Path == "products.READ-21.price");

        Assert.Equal(rule, problem?.Rule);
    }

    [Fact]
    public void Read_JapaneseYen_IsAmountsWithoutDecimals()
    {
        using var workspace = new WorkspaceFixture();
        workspace.Write(WorkspaceFixture.Growth, workspace.Text(WorkspaceFixture.Growth).Replace(".00", "", StringComparison.Ordinal).Replace("CNY", "JPY", StringComparison.Ordinal));
        workspace.Write(WorkspaceFixture.Week, workspace.Text(WorkspaceFixture.Week).Replace(".00", "", StringComparison.Ordinal));

        var read = workspace.Read();

        Assert.True(read.IsValid, string.Join('\n', read.Problems));
        Assert.Equal((99, 20000), (read.Config!.Products["READ-21"].Price, read.Plans[0].Campaign.Cashback.Budget));
    }
}
