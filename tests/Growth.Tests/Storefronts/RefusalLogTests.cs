using Growth.Storefronts;
using Growth.Time;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class RefusalLogTests
{
    [Fact]
    public async Task Tell_AfterAFlood_IsOneLineForEachStorefrontAndReason()
    {
        var lines = new Lines();
        using var log = new RefusalLog(new MachineClock(TimeProvider.System), lines);
        await log.StartAsync(CancellationToken.None);

        Parallel.For(0, 10_000, i => log.Count("shop", i % 4 == 0 ? "bad-clock" : "bad-signature"));
        log.Count("-", "unknown-storefront");
        Assert.Empty(lines.All);
        await log.StopAsync(CancellationToken.None);
        log.Tell();

        Assert.Equal(
            ["Refused 1 webhooks to storefront -: unknown-storefront", "Refused 2500 webhooks to storefront shop: bad-clock", "Refused 7500 webhooks to storefront shop: bad-signature"],
            lines.All.Order(StringComparer.Ordinal));
    }

    private sealed class Lines : ILogger<RefusalLog>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
