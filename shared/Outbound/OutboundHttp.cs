using System.Net;
using System.Net.Sockets;

namespace Growth.Outbound;

/// <summary>Asks a name's addresses. A test gives its own.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>The name leads to an address that events are not sent to. The message does not say which.</summary>
public sealed class AddressRefusedException() : IOException("The name leads to an address that events are not sent to.");

/// <summary>
/// Connections to others' systems that cannot be turned against our own network: the name is resolved here, every address it has is judged,
/// and the connection goes to one of those very addresses, so that a second answer of the name server is never asked for. No proxy, no
/// redirects, no cookies, no credentials. Any port: it stands in growth.yaml, where the name's owner cannot change it. The certificate is
/// checked against the name as ever.
/// </summary>
public sealed class OutboundHttp(ResolveHost resolve) : IDisposable
{
    /// <summary>What is read of an answer's body, and thrown away, so that its connection can be used again; a longer or slower one is cut.</summary>
    private const int MaxDrain = 4 * 1024;

    // Apart: a connection that one endpoint may have must not be lent to one that may not.
    private readonly HttpClient _public = Create(new GuardedConnect(resolve, allowPrivate: false));
    private readonly HttpClient _private = Create(new GuardedConnect(resolve, allowPrivate: true));

    public HttpClient Client(bool allowPrivate) => allowPrivate ? _private : _public;

    public void Dispose()
    {
        _public.Dispose();
        _private.Dispose();
    }

    private static HttpClient Create(GuardedConnect connect) => new(new SocketsHttpHandler
    {
        ConnectCallback = connect.RunAsync,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = MaxDrain,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
    }) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed class GuardedConnect(ResolveHost resolve, bool allowPrivate)
    {
        // Names with more addresses than this are not tried to the end.
        private const int MaxTried = 4;

        public async ValueTask<Stream> RunAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
            // One that is refused among others is refused with them: whoever added it wants it to be chosen.
            if (addresses.Length == 0 || !Array.TrueForAll(addresses, IsAllowed)) throw new AddressRefusedException();
            for (var i = 0; ; i++)
            {
                try
                {
                    return await ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken);
                }
                catch (SocketException) when (i + 1 < Math.Min(addresses.Length, MaxTried))
                {
                    // The next of its addresses.
                }
            }
        }

        private bool IsAllowed(IPAddress address) => PublicAddress.ReachOf(address) is var reach && (reach == Reach.Public || (allowPrivate && reach == Reach.Private));

        private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var connecting = socket.ConnectAsync(address, cancellationToken).AsTask();
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!connecting.IsCompletedSuccessfully) socket.Dispose();
            await connecting;
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
