using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Growth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Growth.Tracking;

/// <summary>
/// From where a request comes, for limits: the peer, or behind a named proxy the right-most address of X-Forwarded-For that is not such a
/// proxy. A header from anybody else, or one that cannot be read, is not believed. IPv6 addresses are grouped by /64.
/// </summary>
public sealed class ClientAddress
{
    private const string Unknown = "unknown";
    private const int MaxHops = 32;

    private readonly IReadOnlyList<IPNetwork> _proxies;

    /// <exception cref="OptionsValidationException">Growth:TrustedProxies is not a list of addresses or networks.</exception>
    public ClientAddress(IOptions<GrowthOptions> options)
    {
        if (!TryParseProxies(options.Value.TrustedProxies, out _proxies, out var problem))
            throw new OptionsValidationException(nameof(GrowthOptions), typeof(GrowthOptions), [problem]);
    }

    public string Of(HttpRequest request) => Resolve(request.HttpContext.Connection.RemoteIpAddress, request.Headers["X-Forwarded-For"]);

    /// <param name="forwarded">The values of X-Forwarded-For in the order in which they came.</param>
    public string Resolve(IPAddress? peer, IReadOnlyList<string?> forwarded)
    {
        if (peer is null) return Unknown;
        peer = Plain(peer);
        var hops = forwarded.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (hops.Count > MaxHops) return Group(peer);
        var client = peer;
        for (var i = hops.Count - 1; i >= 0 && IsProxy(client); i--)
        {
            if (!TryParseHop(hops[i], out var hop)) return Group(peer);
            client = hop;
        }

        return Group(client);
    }

    internal static bool TryParseProxies(string? setting, out IReadOnlyList<IPNetwork> proxies, [NotNullWhen(false)] out string? problem)
    {
        var found = new List<IPNetwork>();
        (proxies, problem) = (found, null);
        foreach (var part in (setting ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(part, out var network)) found.Add(network);
            else if (IPAddress.TryParse(part, out var address)) found.Add(Single(Plain(address)));
            else
            {
                problem = $"Growth:TrustedProxies: '{part}' is neither an address nor a network such as 10.0.0.0/8.";
                return false;
            }
        }

        return true;
    }

    /// <summary>Some proxies write the port as well: 203.0.113.7:4711, [2001:db8::1]:4711.</summary>
    private static bool TryParseHop(string text, [NotNullWhen(true)] out IPAddress? hop)
    {
        hop = null;
        // "4711" alone is an IPv4 address to the parser, but no proxy means one by it.
        if (!text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal)) return false;
        if (!IPAddress.TryParse(text, out hop) && IPEndPoint.TryParse(text, out var endpoint)) hop = endpoint.Address;
        if (hop is not null) hop = Plain(hop);
        return hop is not null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork Single(IPAddress address) => new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static string Group(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }

    private bool IsProxy(IPAddress address) => _proxies.Any(network => network.Contains(address));
}

/// <summary>Refuses a wrong list of proxies when the process starts.</summary>
public sealed class ValidateTrustedProxies : IValidateOptions<GrowthOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthOptions options) =>
        ClientAddress.TryParseProxies(options.TrustedProxies, out _, out var problem) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
}
