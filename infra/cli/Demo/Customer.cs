using System.Globalization;
using System.Text.Json.Nodes;

namespace Growth.Cli.Demo;

/// <summary>A member as the shop knows them, all of it made up: the numbers are of +1 xxx 555 01xx, which is kept for fiction.</summary>
internal sealed record Customer
{
    private const string AppId = "wx-demo";

    public required Person Person { get; init; }

    public required string UserId { get; init; }

    public required string OpenId { get; init; }

    /// <summary>E.164.</summary>
    public required string Phone { get; init; }

    public required bool PhoneVerified { get; init; }

    /// <summary>Signs up when they first open the mini-program; the shop tells of others when they buy.</summary>
    public required bool SignsUp { get; init; }

    /// <summary>Bought here before the demo began.</summary>
    public required bool Regular { get; init; }

    /// <summary>How likely they buy what a week offers.</summary>
    public required double Interest { get; init; }

    /// <param name="number">1 to 20000, unique.</param>
    public static Customer Of(int seed, Person person, int number)
    {
        var dice = Dice.For(seed, "customer", person.Name);
        return new Customer
        {
            Person = person,
            UserId = string.Create(CultureInfo.InvariantCulture, $"u-{number:D5}"),
            OpenId = string.Create(CultureInfo.InvariantCulture, $"demo-openid-{number:D5}"),
            Phone = string.Create(CultureInfo.InvariantCulture, $"+1{200 + (number / 100)}55501{number % 100:D2}"),
            PhoneVerified = dice.Chance(0.7),
            SignsUp = dice.Chance(0.5),
            Regular = dice.Chance(0.25),
            Interest = dice.Around(0.05, 0.60),
        };
    }

    public JsonObject AtSignUp(string timeZone) => new()
    {
        ["userId"] = UserId,
        ["phone"] = Phone,
        ["phoneVerified"] = PhoneVerified,
        ["timeZone"] = timeZone,
        ["language"] = "zh-CN",
    };

    public JsonObject AtCheckout(bool firstOrder) => new() { ["userId"] = UserId, ["phone"] = Phone, ["phoneVerified"] = PhoneVerified, ["firstOrder"] = firstOrder };

    /// <summary>As whoever takes the payment inside WeChat learns.</summary>
    public JsonObject AtPayment() => new() { ["userId"] = UserId, ["openid"] = OpenId, ["appId"] = AppId };
}
