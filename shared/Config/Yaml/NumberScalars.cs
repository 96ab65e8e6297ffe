using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Growth.Weeks;

namespace Growth.Config.Yaml;

internal static partial class NumberScalars
{
    private const string RatePattern = "^[0-9]{1,3}(\\.[0-9]{1,2})?%$";

    internal static readonly Scalar Integer = new()
    {
        Rule = "bad-number",
        Allowed = _ => new("a whole number", "整数"),
        WantsText = false,
        Parse = (scalar, _) => scalar.Plain && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
        Write = (value, _) => ((int)value).ToString(CultureInfo.InvariantCulture),
        Placeholder = 1,
        Schema = () => new JsonObject { ["type"] = "integer" },
        NumericSchema = true,
    };

    internal static readonly Scalar Decimal = new()
    {
        Rule = "bad-number",
        Allowed = _ => new("a number such as 3.5", "形如 3.5 的数字"),
        WantsText = false,
        Parse = (scalar, _) => scalar is { Plain: true, Text.Length: <= 16 } && decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Canonical(value) : null,
        Write = (value, _) => ((decimal)value).ToString(CultureInfo.InvariantCulture),
        Placeholder = 1m,
        Schema = () => new JsonObject { ["type"] = "number" },
        NumericSchema = true,
    };

    internal static readonly Scalar Boolean = new()
    {
        Rule = "bad-boolean",
        Allowed = _ => new("true or false", "true 或 false"),
        WantsText = false,
        Parse = (scalar, _) => (scalar.Plain, scalar.Text) switch
        {
            (true, "true") => true,
            (true, "false") => false,
            _ => new Refusal("bad-boolean", new("This is not a boolean of YAML 1.2.", "这不是 YAML 1.2 的布尔值。"), Suggestion: scalar.Text.ToLowerInvariant() switch
            {
                "yes" or "y" or "on" or "true" => "true",
                "no" or "n" or "off" or "false" => "false",
                _ => null,
            }),
        },
        Write = (value, _) => (bool)value ? "true" : "false",
        Placeholder = false,
        Schema = () => new JsonObject { ["type"] = "boolean" },
    };

    /// <summary>A fraction with up to four decimals, written with up to two and a percent sign.</summary>
    internal static readonly Scalar Rate = new()
    {
        Rule = "bad-rate",
        Allowed = _ => new("a rate such as 15%", "形如 15% 的比例"),
        Parse = (scalar, _) => TryRate(scalar.Text, out var rate) ? rate : null,
        Write = (value, _) => WriteRate((decimal)value),
        Placeholder = 1m,
        Schema = () => new JsonObject { ["type"] = "string", ["pattern"] = RatePattern },
    };

    internal static readonly Scalar Money = new()
    {
        Rule = "bad-money",
        Allowed = Amounts,
        WantsText = false,
        Parse = (scalar, currency) => scalar.Plain && currency.TryParse(scalar.Text, out var minor) ? minor : RandomAmount(scalar),
        Write = (value, currency) => currency.Format((long)value),
        Placeholder = 1L,
        Schema = () => new JsonObject { ["type"] = "number" },
        NumericSchema = true,
    };

    internal static readonly Scalar TierAmount = new()
    {
        Rule = "bad-money",
        Allowed = currency => new($"{Amounts(currency).En}, or a rate up to 100%", $"{Amounts(currency).Zh}，或不超过 100% 的比例"),
        WantsText = false,
        Parse = ParseTierAmount,
        Write = (value, currency) => value is TierAmount { Money: { } money } ? currency.Format(money) : WriteRate(((TierAmount)value).Percent ?? 0),
        Placeholder = new TierAmount { Money = 1 },
        Schema = () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
                new JsonObject { ["type"] = "string", ["pattern"] = RatePattern }),
        },
    };

    private static object? ParseTierAmount(YamlScalar scalar, Currency currency)
    {
        if (TryRate(scalar.Text, out var rate))
        {
            return rate switch
            {
                > 1 => new Refusal("no-more-than-paid", new("This would pay back more than was paid.", "返现不得超过实付金额。"), new("up to 100%", "不超过 100%")),
                0 => null,
                _ => new TierAmount { Percent = rate },
            };
        }

        return scalar.Plain && currency.TryParse(scalar.Text, out var minor) && minor > 0 ? new TierAmount { Money = minor } : RandomAmount(scalar);
    }

    private static Refusal? RandomAmount(YamlScalar scalar) => RandomForm().IsMatch(scalar.Text)
        ? new Refusal("no-random-amounts", new("An amount is one number: amounts by chance or within a range are not allowed.", "金额必须是一个确定的数：不允许随机或区间金额。"))
        : null;

    private static Words Amounts(Currency currency) =>
        new($"an amount of {currency.Code} such as {currency.Format(1250)}, without quotes", $"{currency.Code} 金额，如 {currency.Format(1250)}，不加引号");

    private static bool TryRate(string text, out decimal rate)
    {
        rate = 0;
        if (!RateForm().IsMatch(text)) return false;
        rate = Canonical(decimal.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) / 100);
        return true;
    }

    private static string WriteRate(decimal rate) => Canonical(rate * 100).ToString(CultureInfo.InvariantCulture) + "%";

    /// <summary>Without trailing zeros, so that the same value is stored as the same text.</summary>
    private static decimal Canonical(decimal value) => value / 1.0000000000000000000000000000m;

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,2})?%\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RateForm();

    [GeneratedRegex(@"random|rand\b|lucky|随机|[0-9]\s*(\.\.+|-|~|–|—|to)\s*[0-9]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RandomForm();
}
