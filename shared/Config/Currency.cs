using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Growth.Config;

/// <summary>An ISO 4217 currency and how its amounts are written: <c>12.50</c> is 1250 minor units where there are two decimals.</summary>
public readonly record struct Currency
{
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR " +
        "FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU " +
        "MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL " +
        "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly Dictionary<string, int> Known = Table();

    private Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    public string Code { get; }

    /// <summary>0, 2 or 3.</summary>
    public int Decimals { get; }

    public static IReadOnlyCollection<string> Codes => Known.Keys;

    /// <exception cref="ArgumentException">Not an ISO 4217 code in use.</exception>
    public static Currency Of(string code) =>
        TryGet(code, out var currency) ? currency : throw new ArgumentException($"'{code}' is not an ISO 4217 currency", nameof(code));

    public static bool TryGet([NotNullWhen(true)] string? code, out Currency currency)
    {
        var known = Known.TryGetValue(code ?? "", out var decimals);
        currency = known ? new Currency(code!, decimals) : default;
        return known;
    }

    /// <summary>Digits, and at most as many decimals as the currency has: no sign, no exponent, no thousands.</summary>
    public bool TryParse(string text, out long minor)
    {
        minor = 0;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = dot < 0 ? 0 : text.Length - dot - 1;
        var form = text.Length is > 0 and <= 16 && text.All(c => c is >= '0' and <= '9' or '.') && dot != 0 && decimals <= Decimals && (dot < 0 || decimals > 0);
        return form && long.TryParse(text.Replace(".", "", StringComparison.Ordinal) + new string('0', Decimals - decimals), NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }

    /// <summary>As <see cref="TryParse"/> reads it: <c>12.50</c>.</summary>
    public string Format(long minor)
    {
        var scale = (decimal)Math.Pow(10, Decimals);
        return (minor / scale).ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, int> Table()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var code in TwoDecimals.Split(' ')) table[code] = 2;
        foreach (var code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ')) table[code] = 0;
        foreach (var code in "BHD IQD JOD KWD LYD OMR TND".Split(' ')) table[code] = 3;
        return table;
    }
}
