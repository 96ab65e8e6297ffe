using System.Net;
using System.Net.Sockets;

namespace Growth.Outbound;

/// <summary>Who may be called at an address.</summary>
public enum Reach
{
    /// <summary>Everybody's.</summary>
    Public,

    /// <summary>Of this machine or its network: only where the workspace allows it.</summary>
    Private,

    /// <summary>Of a cloud's metadata service, or of nobody: under no setting.</summary>
    Never,
}

/// <summary>
/// Which addresses events may be sent to. IPv6 by what is assigned for global use, IPv4 by what is not; by the IANA special-purpose
/// registries (RFC 6890 and what has come since). An IPv4 address in another's clothes is judged by itself.
/// </summary>
public static class PublicAddress
{
    // Metadata and host services of clouds that lie among public or private addresses: Azure, Alibaba Cloud, AWS.
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    private static readonly IPNetwork[] PrivateNetworks =
        [.. ((string[])["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"]).Select(IPNetwork.Parse)];

    private static readonly IPNetwork[] NeverNetworks =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Within 2000::/3: protocol assignments with Teredo, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ]).Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address) => ReachOf(address) == Reach.Public;

    public static Reach ReachOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return ReachOf(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (Nat64.Contains(address)) return ReachOf(new IPAddress(address.GetAddressBytes().AsSpan(12)));
            // Elsewhere a scope would choose the network; there is none to an address of global use.
            address = new IPAddress(address.GetAddressBytes());
        }

        if (Metadata.Contains(address) || IsIn(NeverNetworks, address)) return Reach.Never;
        if (IsIn(PrivateNetworks, address)) return Reach.Private;
        return address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address) ? Reach.Public : Reach.Never;
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));
}
