using Growth.Embedded;
using Growth.Embedded.Settings;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Growth.Tests.Embedded;

public sealed class HostJsonTests
{
    private const string Http = "\"http\": { \"routePrefix\": \"\" }";

    [Fact]
    public void Read_OurOwnFile_TakesEveryValue()
    {
        var host = ReadHostJson.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));

        Assert.Equal(TimeSpan.FromMinutes(5), host.FunctionTimeout);
        Assert.Equal(new QueueSettings
        {
            BatchSize = 16,
            NewBatchThreshold = 8,
            MaxPollingInterval = TimeSpan.FromSeconds(2),
            VisibilityTimeout = TimeSpan.FromSeconds(10),
            MaxDequeueCount = 5,
        }, host.Queues);
        Assert.Equal(LogLevel.Information, host.LogLevels[""]);
    }

    [Fact]
    public void Read_Minimum_TakesTheFunctionsHostsDefaults()
    {
        var host = ReadHostJson.Run($$"""{ "version": "2.0", "extensions": { {{Http}} } }""");

        Assert.Equal(TimeSpan.FromMinutes(5), host.FunctionTimeout);
        Assert.Equal(new QueueSettings(), host.Queues);
    }

    [Theory]
    [InlineData("{", "host.json is not JSON: line 1, column 2")]
    [InlineData("""{ "version": "1.0" }""", "version is \"1.0\"; allowed is \"2.0\"")]
    [InlineData("""{ "version": "2.0" }""", "extensions.http.routePrefix is missing; allowed is \"\"")]
    [InlineData("""{ "version": "2.0", "extensions": { "http": { "routePrefix": "api" } } }""", "extensions.http.routePrefix is \"api\"")]
    public void Read_Malformed_NamesKeyValueAndWhatIsAllowed(string text, string said) =>
        Assert.Contains(said, Assert.Throws<HostRefusedException>(() => ReadHostJson.Run(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("batchSize", "0", "a whole number from 1 to 32")]
    [InlineData("batchSize", "33", "a whole number from 1 to 32")]
    [InlineData("batchSize", "\"16\"", "a whole number from 1 to 32")]
    [InlineData("newBatchThreshold", "-1", "a whole number from 0 to 1000")]
    [InlineData("maxDequeueCount", "0", "a whole number from 1 to 100")]
    [InlineData("maxPollingInterval", "\"00:00:00.05\"", "from 00:00:00.1000000 to 00:01:00")]
    [InlineData("maxPollingInterval", "2", "a time \"[d.]hh:mm:ss\"")]
    [InlineData("visibilityTimeout", "\"10 s\"", "a time \"[d.]hh:mm:ss\"")]
    public void Read_QueueSettingOutOfRange_IsRefused(string key, string value, string allowed)
    {
        var refused = Assert.Throws<HostRefusedException>(() =>
            ReadHostJson.Run($$"""{ "version": "2.0", "extensions": { {{Http}}, "queues": { "{{key}}": {{value}} } } }"""));

        Assert.StartsWith($"host.json: extensions.queues.{key} is {value}; allowed is ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"functionTimeout\": \"-1\"", "functionTimeout is \"-1\"")]
    [InlineData("\"functionTimeout\": \"00:00:00\"", "functionTimeout is \"00:00:00\"")]
    [InlineData("\"logging\": { \"logLevel\": { \"default\": \"Loud\" } }", "logging.logLevel.default is \"Loud\"; allowed is Trace, Debug")]
    public void Read_OtherValueWrong_IsRefused(string member, string said)
    {
        var refused = Assert.Throws<HostRefusedException>(() => ReadHostJson.Run($$"""{ "version": "2.0", "extensions": { {{Http}} }, {{member}} }"""));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}
