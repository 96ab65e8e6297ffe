using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Growth.Embedded.Settings;

/// <summary>Where the embedded host listens: <c>Growth:Bind</c> and <c>Growth:Port</c>.</summary>
internal sealed record ListenOptions
{
    public const int DefaultPort = 7071;

    /// <summary>Only this machine, unless told otherwise.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>0 to 65535; 0 = any free port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <exception cref="HostRefusedException">A setting is out of range.</exception>
    public static ListenOptions Read(IConfiguration settings, int? port)
    {
        var bind = settings["Growth:Bind"] is { Length: > 0 } address
            ? IPAddress.TryParse(address, out var parsed) ? parsed : throw Wrong("Growth:Bind", address, "an IP address, such as 127.0.0.1 or 0.0.0.0")
            : IPAddress.Loopback;
        if (port is null && settings["Growth:Port"] is { Length: > 0 } text)
        {
            port = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535
                ? number
                : throw Wrong("Growth:Port", text, "a whole number from 0 to 65535; 0 = any free port");
        }

        return new ListenOptions { Bind = bind, Port = port ?? DefaultPort };
    }

    private static HostRefusedException Wrong(string key, string value, string allowed) => new($"Setting {key} is '{value}'; allowed is {allowed}.");
}
