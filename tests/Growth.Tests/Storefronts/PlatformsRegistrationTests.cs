using Growth.Storefronts.Kinds;
using Growth.Storefronts.Youzan;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class PlatformsRegistrationTests
{
    [Theory]
    [InlineData(typeof(Shopify))]
    [InlineData(typeof(WechatMiniProgram))]
    [InlineData(typeof(Youzan))]
    public async Task AddGrowth_ByItself_HasTheAdapter(Type adapter)
    {
        await using var services = Provider("https://open.youzanyun.com");

        Assert.IsType(adapter, services.GetRequiredService(adapter));
    }

    [Fact]
    public async Task AddGrowth_BaseAddressWithoutHttps_IsRefusedAtStart()
    {
        await using var services = Provider("http://open.youzanyun.com");

        Assert.Contains("Growth:Youzan:BaseAddress", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Message);
    }

    private static ServiceProvider Provider(string address) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(YouzanOptions.Section + ":BaseAddress", address)]).Build())
        .AddLogging()
        .AddGrowth()
        .BuildServiceProvider();
}
