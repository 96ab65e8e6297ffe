using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Growth.Benchmarks.Load;

namespace Growth.Benchmarks.Webhooks;

/// <summary>
/// A shop of one kind as it sends: every request a delivery and an order of its own, of some thousand customers, signed beforehand with the
/// time at which they are made.
/// </summary>
internal abstract class BenchShop(string kind, int status, int pace, int mostPerSecond)
{
    protected const int Customers = 5_000;

    /// <summary>Of the storefront's setting in growth.yaml.</summary>
    protected const string Setting = "BENCH_SHOP_KEY";

    public static IReadOnlyList<BenchShop> All { get; } = [new StandardShop(), new ShopifyShop(), new WechatPayShop()];

    /// <summary>Also the storefront's name.</summary>
    public string Kind => kind;

    /// <summary>What its platform takes for "received"; there is no body.</summary>
    public int Status => status;

    /// <summary>Requests a second at which latency is taken: half of the rate that is the goal.</summary>
    public int Pace => pace;

    /// <summary>So many requests are made beforehand for a second of a run; a server that takes more ends its run early, no worse.</summary>
    public int MostPerSecond => mostPerSecond;

    /// <summary>A line of growth.yaml's storefronts.</summary>
    public abstract string Yaml { get; }

    public static BenchShop Of(string kind) => All.First(shop => string.Equals(shop.Kind, kind, StringComparison.Ordinal));

    /// <returns>What the shop signs with, without white space.</returns>
    public abstract string NewKey();

    /// <summary>What the server is told of that key.</summary>
    public abstract IReadOnlyDictionary<string, string> SettingsFor(string key);

    /// <param name="seed">Others give other deliveries and orders, 0 to 50.</param>
    public Requests CreateRequests(string key, int seed, int posts)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sign = SignerFor(key);
        var list = new ReadOnlyMemory<byte>[posts];
        Parallel.For(0, posts, i => list[i] = Post(sign, (seed * 10_000_000L) + i, now));
        return new Requests(list, [], status.ToString(CultureInfo.InvariantCulture));
    }

    protected abstract Func<byte[], string, DateTimeOffset, IEnumerable<(string Name, string Value)>> SignerFor(string key);

    /// <param name="number">Of the order and of its delivery.</param>
    protected abstract string Body(long number, DateTimeOffset now);

    private byte[] Post(Func<byte[], string, DateTimeOffset, IEnumerable<(string Name, string Value)>> sign, long number, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(Body(number, now));
        var head = new StringBuilder(512);
        head.Append(CultureInfo.InvariantCulture, $"POST /webhooks/{kind} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: shop/1.0\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in sign(body, $"msg_{number}", now)) head.Append(name).Append(": ").Append(value).Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    protected static string NewSecret(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));

    protected static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
