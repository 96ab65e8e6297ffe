using System.Collections.Concurrent;
using Growth.Storefronts;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Hears what a host logs of faults: every warning and worse, but for the one line a minute that tells of refusals.</summary>
internal sealed class HeardFaults : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _faults = new();

    /// <param name="say">Of which run, where there are several.</param>
    public void CheckNone(string say = "") => Assert.True(_faults.IsEmpty, $"{say} {_faults.Count} faults, such as {_faults.FirstOrDefault()}");

    public ILogger CreateLogger(string categoryName) => new Ear(_faults, categoryName);

    public void Dispose()
    {
    }

    private sealed class Ear(ConcurrentQueue<string> faults, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && category != typeof(RefusalLog).FullName;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) faults.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
        }
    }
}
