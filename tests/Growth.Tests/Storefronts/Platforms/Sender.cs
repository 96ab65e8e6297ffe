using Growth.Storefronts;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Where something of a request stands.</summary>
internal sealed record Field(string Name, bool InQuery = false)
{
    public string Of(WebhookRequest request) => (InQuery ? request.Parameter(Name) : request.Header(Name))!;

    public WebhookRequest With(WebhookRequest request, params string[] values) => InQuery ? request.WithQuery(Name, values) : request.WithHeader(Name, values);
}

/// <summary>How old and how far ahead of the clock is too much, in seconds.</summary>
internal sealed record Window(Field Field, long Behind, long Ahead);

/// <summary>A platform as it sends to its storefront of <see cref="PlatformWorkspace"/>.</summary>
internal abstract class Sender(string storefront)
{
    public static IReadOnlyList<Sender> All { get; } = [new ShopPlatform(), new PayPlatform(), new PushPlatform(plain: false), new PushPlatform(plain: true), new YouzanPlatform(), new ShopifyPlatform()];

    /// <summary>The storefront's name.</summary>
    public string Storefront => storefront;

    /// <summary>Null: the scheme has no time in it.</summary>
    public Window? Window { get; protected init; }

    public Field? Nonce { get; protected init; }

    public Field? Serial { get; protected init; }

    /// <summary>What proves a request.</summary>
    public IReadOnlyList<Field> Signatures { get; protected init; } = [];

    /// <summary>Without any of these, or with it twice, nothing is believed. The signatures, the time and the like are among them.</summary>
    public IReadOnlyList<Field> Needed { get; protected init; } = [];

    /// <summary>False: the platform's scheme leaves the body uncovered, whatever one does.</summary>
    public bool SignsBody { get; protected init; } = true;

    /// <summary>True: the delivery's key is signed, too, so that nobody can make one delivery two.</summary>
    public bool SignsKey { get; protected init; } = true;

    /// <summary>Whether the platform checks the address by GET.</summary>
    public bool TakesGet { get; protected init; }

    /// <summary>What the platform takes for yes.</summary>
    public (int Status, string Body) Yes { get; protected init; } = (204, "");

    public static Sender Of(string storefront) => All.Single(one => one.Storefront == storefront);

    /// <summary>A real event. Another number is another delivery, of another order or person; the same is the same, whenever it is sent.</summary>
    /// <param name="at">When it is sent.</param>
    /// <param name="stranger">Signed with a secret that is not the storefront's.</param>
    public abstract WebhookRequest Make(int number, Instant at, bool stranger = false);

    /// <summary>The key under which <see cref="Make"/>'s is kept.</summary>
    public abstract string Delivery(int number);

    /// <summary>One of each form in which the platform sends.</summary>
    public abstract IReadOnlyList<WebhookRequest> Samples(Instant at);

    /// <summary>All that the signature covers. Requests that agree in it are one to the platform.</summary>
    public abstract string Signed(WebhookRequest request);

    /// <summary>The part of it that is in the body.</summary>
    public abstract string SignedBody(ReadOnlyMemory<byte> body);
}
