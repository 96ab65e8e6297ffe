using System.Reflection;
using Growth.Embedded.Builder;
using Growth.Embedded.Calls;
using Growth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Growth.Embedded;

/// <summary>
/// A functions app running in this process: its real entry point, on a thread of its own, with the settings, clock, port and services of the one who starts it.
/// </summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly EmbeddedApp _app;
    private readonly Task _main;
    private readonly Stepping _stepping;
    private readonly Triggers _triggers;
    private readonly Failures _failures;
    private readonly IHostApplicationLifetime _lifetime;

    private EmbeddedHost(EmbeddedApp app, Task main)
    {
        _app = app;
        _main = main;
        _triggers = app.Services.GetRequiredService<Triggers>();
        _failures = app.Services.GetRequiredService<Failures>();
        _lifetime = app.Lifetime;
        _stepping = ActivatorUtilities.CreateInstance<Stepping>(app.Services);
        Address = app.Address;
        Client = new HttpClient { BaseAddress = Address };
        Functions = [.. app.Services.GetRequiredService<FunctionTable>().Entries.Select(entry => entry.Info)];
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionInfo> Functions { get; }

    /// <summary>The last failed calls, oldest first, at most 100; also after the host has stopped.</summary>
    public IReadOnlyList<FunctionFailure> Failures => _failures.Last;

    /// <summary>Starts an app by its entry point and returns when it listens.</summary>
    /// <exception cref="HostRefusedException">A function or a setting is wrong. Whatever else the app's start throws comes through as it is.</exception>
    public static Task<EmbeddedHost> StartAsync(Assembly functionsApp, EmbeddedHostOptions options, CancellationToken cancellationToken = default)
    {
        var entry = functionsApp.EntryPoint ?? throw new ArgumentException($"{functionsApp.GetName().Name} has no entry point.", nameof(functionsApp));
        object?[] arguments = entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
        return StartAsync(() => entry.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null), new HostOverrides(functionsApp, options), cancellationToken);
    }

    /// <summary>Starts an app by a main of the caller's: the lines of a Program.cs.</summary>
    public static Task<EmbeddedHost> StartAsync(Action<string[]> main, EmbeddedHostOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(() => main([]), new HostOverrides(main.Method.Module.Assembly, options), cancellationToken);

    /// <summary>Calls a timer function now, whatever its schedule says.</summary>
    /// <exception cref="ArgumentException">There is no such timer function.</exception>
    /// <exception cref="InvalidOperationException">The function failed; the inner exception says how.</exception>
    public async Task FireAsync(string timerFunction, CancellationToken cancellationToken = default)
    {
        var timer = _triggers.Timers.FirstOrDefault(timer => string.Equals(timer.Function.Name, timerFunction, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no timer function '{timerFunction}'; there are {string.Join(", ", _triggers.Timers.Select(timer => timer.Function.Name))}.", nameof(timerFunction));
        if (await timer.FireAsync(cancellationToken) is { } failure)
            throw new InvalidOperationException($"Timer function '{timerFunction}' failed: {failure.Message}", failure);
    }

    /// <summary>Queues a message, due at once.</summary>
    public Task PutAsync<T>(string queue, T message, CancellationToken cancellationToken = default) =>
        Services.GetRequiredService<DatabaseQueue>().PutAsync(queue, message).WaitAsync(cancellationToken);

    /// <summary>Waits until no message of the functions' queues is due and no timer or queue function runs.</summary>
    /// <exception cref="TimeoutException">It did not become so in time; the message names what is left.</exception>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default) => _stepping.WhenIdleAsync(cancellationToken);

    /// <summary>Steps the business clock from due time to due time of timers and messages, letting each end before the next, until the target.</summary>
    /// <exception cref="InvalidOperationException">The host runs on real time, or the target lies before the clock.</exception>
    public Task StepToAsync(Instant target, CancellationToken cancellationToken = default) => _stepping.RunAsync(target, cancellationToken);

    /// <summary>Stops taking work, lets what runs end within the drain time, and returns when the app's entry point has returned. May be called again.</summary>
    public async Task StopAsync()
    {
        _lifetime.StopApplication();
        await _main;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
    }

    private static async Task<EmbeddedHost> StartAsync(Action main, HostOverrides overrides, CancellationToken cancellationToken)
    {
        var ended = RunMain(main, overrides);
        if (await Task.WhenAny(overrides.Built.Task, ended) == ended)
        {
            await ended;
            throw new InvalidOperationException("The app's entry point returned without building a host.");
        }

        var app = await overrides.Built.Task;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = app.Lifetime.ApplicationStarted.UnsafeRegister(static state => ((TaskCompletionSource)state!).SetResult(), started);
        await ((Task)Task.WhenAny(started.Task, ended)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
        {
            // Whoever gave up has no host to stop: it must not go on listening behind their back.
            app.Lifetime.StopApplication();
            await ended;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (ended.IsCompleted && !started.Task.IsCompleted)
        {
            await ended;
            throw new InvalidOperationException("The app's entry point returned without running its host.");
        }

        return new EmbeddedHost(app, ended);
    }

    // A thread of its own: an entry point blocks until its host has stopped. The overrides flow into it and nowhere else.
    private static Task RunMain(Action main, HostOverrides overrides)
    {
        var before = HostOverrides.Current;
        HostOverrides.Current = overrides;
        var running = Task.Factory.StartNew(main, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        HostOverrides.Current = before;
        return running;
    }
}
