using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

public sealed class SchemasTests
{
    [Theory]
    [InlineData("growth.schema.json")]
    [InlineData("week.schema.json")]
    public void All_CheckedIn_IsWhatTheTypesSay(string name)
    {
        var path = Path.Combine(Repository.Campaigns, name);
        var written = File.Exists(path) ? File.ReadAllText(path) : "";
        if (written == Schemas.All[name]) return;

        File.WriteAllText(path, Schemas.All[name]);
        Assert.Fail($"campaigns/{name} was out of date and has been written anew: look at the difference and commit it.");
    }
}
