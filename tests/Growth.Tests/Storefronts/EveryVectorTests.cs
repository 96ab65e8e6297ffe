using System.Reflection;
using System.Text.Json;
using Growth.Tests.Storefronts.WechatPay;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>Which test exercises which of the vectors in ../shared/vectors, beside the repository; none of the platforms that are spoken to may be forgotten.</summary>
public sealed class EveryVectorTests
{
    private static readonly string[] Platforms = ["standard_webhooks", "shopify", "wechatpay_notify", "wechatpay_aead", "wechat_msgpush", "youzan"];

    private static readonly Dictionary<string, (Type Class, string Test)> Exercised = new(StringComparer.Ordinal)
    {
        ["standard_webhooks/0"] = (typeof(StandardWebhooksTests), nameof(StandardWebhooksTests.Verify_Vector_IsAcceptedAndSignedAlike)),
        ["standard_webhooks/1"] = (typeof(StandardWebhooksTests), nameof(StandardWebhooksTests.Verify_Vector_IsAcceptedAndSignedAlike)),
        ["shopify/0"] = (typeof(ShopifyTests), nameof(ShopifyTests.Verify_Vector_IsAcceptedUnderEitherSecret)),
        ["wechatpay_notify/0"] = (typeof(VectorTests), nameof(VectorTests.Verify_NoticeOfTheGoSdk_IsAcceptedAndPassedOver)),
        ["wechatpay_aead/0"] = (typeof(VectorTests), nameof(VectorTests.Open_AeadOfTheSdks_OpensOnlyAsItWasSealed)),
        ["wechatpay_aead/1"] = (typeof(VectorTests), nameof(VectorTests.Open_AeadOfTheSdks_OpensOnlyAsItWasSealed)),
        ["wechat_msgpush/GET verify"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Verify_VectorOfTheAddressCheck_GivesTheEchoBack)),
        ["wechat_msgpush/POST plaintext"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Verify_VectorInClear_IsBelievedInPlainModeAlone)),
        ["wechat_msgpush/POST secure JSON"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Verify_VectorEncrypted_OpensToItsMessage)),
        ["wechat_msgpush/secure JSON reply"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Open_VectorsOfOthers_GivesTheirTexts)),
        ["wechat_msgpush/encrypt, non-canonical EncodingAESKey"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Open_VectorsOfOthers_GivesTheirTexts)),
        ["wechat_msgpush/decrypt XML (WeCom sample)"] = (typeof(WechatMiniProgramTests), nameof(WechatMiniProgramTests.Open_VectorsOfOthers_GivesTheirTexts)),
        ["youzan/0"] = (typeof(YouzanTests), nameof(YouzanTests.Verify_Vector_IsAccepted)),
    };

    [Fact]
    public void Vectors_OfThePlatforms_AreAllExercised()
    {
        var file = JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement;
        var there = Platforms.SelectMany(platform => file.GetProperty(platform).EnumerateArray().Select((vector, i) => $"{platform}/{(vector.TryGetProperty("kind", out var kind) ? kind.GetString() : i)}"));

        Assert.Equal(there.Order(StringComparer.Ordinal), Exercised.Keys.Order(StringComparer.Ordinal));
        Assert.All(Exercised.Values, one =>
        {
            var test = one.Class.GetMethod(one.Test)!.GetCustomAttribute<FactAttribute>();
            Assert.True(test is { Skip: null }, $"{one.Test} is skipped, or no test.");
        });
    }
}
