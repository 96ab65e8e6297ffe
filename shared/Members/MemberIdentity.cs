using Growth.Storefronts;

namespace Growth.Members;

/// <summary>What proves who somebody is: events that carry the same one are about the same person.</summary>
/// <param name="Kind">One of <see cref="IdentityKinds"/>.</param>
/// <param name="Scope">Within what the value is unique; empty: everywhere.</param>
/// <param name="Value">As the storefront has it; of a phone the keyed hash.</param>
public readonly record struct MemberIdentity(string Kind, string Scope, string Value)
{
    /// <summary>
    /// Those of a person as one storefront tells of them: only what the storefront or the platform has proven. An email, or a phone that nobody
    /// has proven, is no identity: whoever mistyped it would become somebody else.
    /// </summary>
    public static IReadOnlyList<MemberIdentity> Of(ShopPerson person, string storefront, PersonalData data)
    {
        var found = new List<MemberIdentity>(4);
        if (person.UserId is { } user) found.Add(new(IdentityKinds.User, storefront, user));
        // Without its app an openid says something within the storefront only. No app id begins with '@'.
        if (person.OpenId is { } openId) found.Add(new(IdentityKinds.OpenId, person.AppId ?? "@" + storefront, openId));
        if (person.UnionId is { } unionId) found.Add(new(IdentityKinds.UnionId, "", unionId));
        if (person is { Phone: { } phone, PhoneVerified: true }) found.Add(new(IdentityKinds.Phone, "", data.HashOf(ContactKinds.Phone, phone)));
        return found;
    }
}

public static class IdentityKinds
{
    public const string User = "user";
    public const string OpenId = "openid";
    public const string UnionId = "unionid";
    public const string Phone = "phone";
}

public static class ContactKinds
{
    public const string Phone = "phone";
    public const string Email = "email";

    /// <summary>For <see cref="PersonalData.Seal"/>.</summary>
    public static string PurposeOf(string kind) => "member." + kind;
}
