using System.Reflection;

namespace Growth.Embedded.Builder;

/// <summary>
/// What the one who starts an app in this process wants of it. Flows with the async context into the app's own entry point,
/// so that many hosts may start side by side.
/// </summary>
internal sealed class HostOverrides(Assembly? app, EmbeddedHostOptions options)
{
    private static readonly AsyncLocal<HostOverrides?> Flowing = new();

    /// <summary>Null: the app runs by itself, as a process.</summary>
    public static HostOverrides? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public Assembly? App => app;

    public EmbeddedHostOptions Options => options;

    /// <summary>The host, as soon as the app has built it.</summary>
    public TaskCompletionSource<EmbeddedApp> Built { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
