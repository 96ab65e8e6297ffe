using System.Net;
using Growth.Storage;
using Growth.Tracking;
using Microsoft.Extensions.Options;
using Xunit;

namespace Growth.Tests.Tracking;

public sealed class ClientAddressTests
{
    [Theory]
    // nobody is named: nobody is believed
    [InlineData("", "198.51.100.1", "203.0.113.7", "198.51.100.1")]
    [InlineData("", "::1", "203.0.113.7", "::/64")]
    // a stranger's header is not believed beside named proxies either
    [InlineData("10.0.0.0/8", "198.51.100.1", "203.0.113.7", "198.51.100.1")]
    // the right-most hop that is no proxy, whatever the client wrote before it
    [InlineData("10.0.0.0/8", "10.1.1.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "1.2.3.4, 203.0.113.7, 10.2.2.2", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/8,192.0.2.1", "192.0.2.1", "203.0.113.7, 10.2.2.2", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "10.3.3.3, 10.2.2.2", "10.3.3.3")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "garbage, 203.0.113.7", "203.0.113.7")]
    // what cannot be read is not believed: the peer
    [InlineData("10.0.0.0/8", "10.1.1.1", "203.0.113.7, garbage", "10.1.1.1")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "", "10.1.1.1")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "203.0.113.7,,", "10.1.1.1")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "4711", "10.1.1.1")]
    // ports, and IPv6 by /64
    [InlineData("10.0.0.0/8", "10.1.1.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.1.1.1", "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64")]
    [InlineData("2001:db8::/32", "2001:db8::1", "2001:beef:1:2:3:4:5:6", "2001:beef:1:2::/64")]
    [InlineData("", "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64")]
    public void Resolve_PeerAndHeader_GivesTheClient(string proxies, string peer, string header, string client) =>
        Assert.Equal(client, Create(proxies).Resolve(IPAddress.Parse(peer), [header]));

    [Fact]
    public void Resolve_SeveralHeaders_AreOneList() =>
        Assert.Equal("203.0.113.7", Create("10.0.0.0/8").Resolve(IPAddress.Parse("10.1.1.1"), ["1.1.1.1", "203.0.113.7", "10.9.9.9"]));

    [Fact]
    public void Resolve_HeaderWithoutEnd_GivesThePeer() =>
        Assert.Equal("10.1.1.1", Create("10.0.0.0/8").Resolve(IPAddress.Parse("10.1.1.1"), [string.Join(',', Enumerable.Repeat("10.0.0.1", 10_000))]));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.com")]
    public void Validate_NoAddress_RefusesAndNamesIt(string setting) =>
        Assert.Contains(setting, new ValidateTrustedProxies().Validate(null, new GrowthOptions { TrustedProxies = setting }).FailureMessage);

    private static ClientAddress Create(string proxies) => new(Options.Create(new GrowthOptions { TrustedProxies = proxies }));
}
