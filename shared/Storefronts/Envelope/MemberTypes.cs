namespace Growth.Storefronts.Envelope;

/// <summary><c>member.*</c>.</summary>
internal static class MemberTypes
{
    public static IReadOnlyList<ShopEventType> All { get; } =
    [
        new("member.registered", "Somebody joined the shop.", data => Changed(data, registered: true), ShopEventType.ByDelivery),
        new("member.updated", "The shop knows more, or something else, of somebody.", data => Changed(data, registered: false), ShopEventType.ByDelivery),
    ];

    private static MemberChanged Changed(ShopObject data, bool registered) => new() { Registered = registered, Member = data.Object("member", PersonMembers.Read) };
}
