namespace Growth.Storefronts.Envelope;

/// <summary><c>content.*</c>: reading that a shop's own page reports.</summary>
internal static class ContentTypes
{
    public static IReadOnlyList<ShopEventType> All { get; } =
    [
        new("content.viewed", "Somebody opened a piece on a page of the shop.", data => Read(data, ContentAct.Viewed), ShopEventType.ByDelivery),
        new("content.completed", "Somebody read a piece to its end, by the shop's own measure.", data => Read(data, ContentAct.Completed), ShopEventType.ByDelivery),
        new("content.shared", "Somebody pressed share.", data => Read(data, ContentAct.Shared), ShopEventType.ByDelivery),
    ];

    private static ContentRead Read(ShopObject data, ContentAct act) => new()
    {
        Act = act,
        Piece = data.Text("piece", TextForm.Slug),
        Reader = data.Object("reader", PersonMembers.Read),
        Via = data.OptionalText("via", TextForm.Code),
    };
}
