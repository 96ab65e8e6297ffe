using Growth.Embedded.Settings;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Builder;

/// <summary>Levels from host.json <c>logging.logLevel</c>; the web server's chatter only when asked for by name.</summary>
internal static class HostLogging
{
    public static void Add(ILoggingBuilder logging, HostJson host, bool console)
    {
        logging.SetMinimumLevel(host.LogLevels.GetValueOrDefault("", LogLevel.Information));
        if (!host.LogLevels.ContainsKey("Microsoft"))
        {
            // what stops a start is thrown, and shown once, by whoever started it
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        }

        foreach (var (category, level) in host.LogLevels.Where(entry => entry.Key.Length > 0)) logging.AddFilter(category, level);
        if (!console) return;
        logging.AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "HH:mm:ss ";
        });
    }
}
