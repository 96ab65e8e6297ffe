using System.Globalization;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Growth.Embedded.Settings;

/// <summary>Reads <c>Growth:Lease</c>: how long an instance that died keeps its messages and timers.</summary>
internal static class LeaseSetting
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <returns>Null: it is not set.</returns>
    /// <exception cref="HostRefusedException">It is not a time, or out of range.</exception>
    public static Duration? Read(IConfiguration settings)
    {
        if (settings["Growth:Lease"] is not { Length: > 0 } text) return null;
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var lease) && lease >= Shortest && lease <= Longest
            ? Duration.FromTimeSpan(lease)
            : throw new HostRefusedException($"Setting Growth:Lease is '{text}'; allowed is a time \"hh:mm:ss\" from {Shortest:c} to {Longest:c}.");
    }
}
