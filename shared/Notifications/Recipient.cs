using System.Globalization;

namespace Growth.Notifications;

/// <summary>Who a message is for, written <c>team:{email}</c> or <c>reader:{id}</c>.</summary>
public abstract record Recipient
{
    private Recipient()
    {
    }

    public sealed record Team(string Email) : Recipient
    {
        public override string ToString() => "team:" + Email;
    }

    public sealed record Reader(long Id) : Recipient
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"reader:{Id}");
    }

    /// <exception cref="FormatException">Neither form: a fault of the code that queued the message.</exception>
    public static Recipient Parse(string text) => text.Split(':', 2) switch
    {
        ["team", { Length: > 0 } email] => new Team(email),
        ["reader", var id] when long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new Reader(number),
        _ => throw new FormatException($"'{text}' is not a recipient such as team:someone@example.com or reader:12"),
    };
}
