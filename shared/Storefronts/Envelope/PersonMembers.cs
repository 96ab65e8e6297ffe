namespace Growth.Storefronts.Envelope;

/// <summary>Who it was: <see cref="ShopPerson"/>.</summary>
internal static class PersonMembers
{
    private static readonly TextForm Id = TextForm.Any(128);

    public static ShopPerson Read(ShopObject person)
    {
        person.AnyOf("userId", "openid", "unionid", "phone", "email");
        person.Needs("openid", "appId");
        return new ShopPerson
        {
            UserId = person.OptionalText("userId", Id),
            OpenId = person.OptionalText("openid", Id),
            AppId = person.OptionalText("appId", TextForm.Code),
            UnionId = person.OptionalText("unionid", Id),
            Phone = person.OptionalText("phone", TextForm.Phone),
            PhoneVerified = person.OptionalFlag("phoneVerified") ?? false,
            Email = person.OptionalText("email", TextForm.Email),
            TimeZone = person.OptionalText("timeZone", TextForm.Zone),
            Language = person.OptionalText("language", TextForm.OneOf("zh-CN", "en")),
            FirstOrder = person.OptionalFlag("firstOrder"),
        };
    }
}
