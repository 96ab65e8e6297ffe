using System.Globalization;
using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>A rate as a bar: its value, the interval as whiskers, the target as a line.</summary>
internal static class RateBar
{
    private const double Width = 600;

    public static string Svg(MeasuredRate measured, string label)
    {
        var rate = measured.Rate;
        var target = (double)measured.Target;
        var end = Scale(Math.Max(rate.Trials == 0 ? 0 : rate.Upper, target));
        var (value, low, high, goal) = (X(rate.Value, end), X(rate.Lower, end), X(rate.Upper, end), X(target, end));
        var bar = rate.Trials == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"""
            <rect class="v {Class(measured.Verdict)}" x="0" y="9" width="{value:0.#}" height="14" rx="3"/>
            <path class="w" d="M{low:0.#} 16H{high:0.#}M{low:0.#} 11v10M{high:0.#} 11v10"/>

            """);
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg class="bar" viewBox="-2 0 {Width + 4:0} 32" preserveAspectRatio="none" role="img" aria-label="{RenderHtml.Escape(label)}">
            <rect class="t" x="0" y="9" width="{Width:0}" height="14" rx="3"/>
            {bar}<path class="g" d="M{goal:0.#} 2V30"/>
            </svg>
            """);
    }

    internal static string Class(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.Missed => "missed",
        _ => "early",
    };

    /// <summary>Share rates are small: a bar to 100 % would show nothing of them.</summary>
    private static double Scale(double most) => most switch
    {
        <= 0.25 => 0.30,
        <= 0.45 => 0.50,
        _ => 1,
    };

    private static double X(double fraction, double end) => Math.Min(1, fraction / end) * Width;
}
