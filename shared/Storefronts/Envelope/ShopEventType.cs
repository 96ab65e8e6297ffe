namespace Growth.Storefronts.Envelope;

/// <summary>A type of event as a shop tells it.</summary>
/// <param name="Means">A sentence for the schema.</param>
/// <param name="Read">The members of <c>data</c>.</param>
/// <param name="Key">What makes it the same event when it is told again, after the type and a colon: the domain's own numbers where it has any, else the delivery's id.</param>
internal sealed record ShopEventType(string Name, string Means, Func<ShopObject, ShopEventData> Read, Func<ShopEventData, string, string> Key)
{
    private static readonly Lazy<IReadOnlyDictionary<string, ShopEventType>> ByName = new(() =>
        ((IReadOnlyList<ShopEventType>[])[OrderTypes.All, MemberTypes.All, ContentTypes.All, FactTypes.All]).SelectMany(group => group).ToDictionary(type => type.Name, StringComparer.Ordinal));

    /// <summary>For events that only their own delivery tells apart.</summary>
    public static Func<ShopEventData, string, string> ByDelivery { get; } = static (_, delivery) => delivery;

    public static IReadOnlyDictionary<string, ShopEventType> All => ByName.Value;
}
