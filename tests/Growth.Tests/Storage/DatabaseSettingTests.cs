using Growth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Growth.Tests.Storage;

public sealed class DatabaseSettingTests
{
    [Theory]
    [InlineData("growth.db", false, "growth.db")]
    [InlineData("/data/a b=c.db", false, "/data/a b=c.db")]
    [InlineData("Host=db;Database=growth;Username=u;Password=secret", true, "PostgreSQL db:5432/growth")]
    [InlineData("username=u; host = db ;port=6432;password=secret", true, "PostgreSQL db:6432/u")]
    public void NameOf_Setting_TellsTheEnginesApartAndShowsNoPassword(string setting, bool postgres, string name)
    {
        Assert.Null(DatabaseSetting.Problem(setting));
        Assert.Equal(postgres, DatabaseSetting.IsPostgres(setting));
        Assert.Equal(name, DatabaseSetting.NameOf(setting));
    }

    [Theory]
    [InlineData("postgres://u:secret@db/growth")]
    [InlineData("Host=db;Port=secret")]
    [InlineData("Host=db;secret")]
    [InlineData("Host=db;Scret=secret")]
    [InlineData("Password=secret;Database=growth")]
    [InlineData("Data Source=growth.db;Password=secret")]
    public void Problem_NotASetting_IsSaidWithoutRepeatingIt(string setting)
    {
        var problem = DatabaseSetting.Problem(setting);

        Assert.NotNull(problem);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", DatabaseSetting.NameOf(setting), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("growth.db", true)]
    [InlineData("Host=db;Database=growth", false)]
    public void Options_UnderAzureFunctions_RefuseAFile(string setting, bool refused)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Growth:Database"] = setting, ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated" }).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddStorage().BuildServiceProvider();

        var options = Record.Exception(() => services.GetRequiredService<IOptions<GrowthOptions>>().Value);

        Assert.Equal(refused, options is OptionsValidationException);
    }
}
