namespace Growth.Tracking;

/// <summary>A share of a count with its 95 % interval, all fractions from 0 to 1.</summary>
/// <param name="Successes">0 to <paramref name="Trials"/>.</param>
/// <param name="Value">Successes / trials; 0 when there are none.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
public sealed record Rate(long Successes, long Trials, double Value, double Lower, double Upper);

public enum Verdict
{
    /// <summary>The interval's lower end is at or above the target.</summary>
    Met,

    /// <summary>The interval's upper end is below the target.</summary>
    Missed,

    /// <summary>The target lies inside the interval: too early to say.</summary>
    TooEarly,
}

/// <summary>Where the rate itself stands beside its target.</summary>
public enum Leaning
{
    Above,
    Below,
}

public sealed record RateVerdict(Verdict Verdict, Leaning Leaning);

/// <summary>
/// Rates with Wilson score intervals: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// JASA 22 (1927) 209-212; as in Brown, Cai, DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001):
/// (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), without continuity correction.
/// </summary>
public static class Rates
{
    /// <summary>The 97.5 % quantile of the normal distribution: two-sided 95 %.</summary>
    private const double Z = 1.959963984540054;

    /// <exception cref="ArgumentOutOfRangeException">Successes are negative or more than the trials.</exception>
    public static Rate Of(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0) return new Rate(0, 0, 0, 0, 1);
        var n = (double)trials;
        var p = successes / n;
        var scale = 1 + (Z * Z / n);
        var centre = p + (Z * Z / (2 * n));
        var spread = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        // At the edges the formula is exactly 0 or 1, and rounding must not step over the rate itself.
        var lower = successes == 0 ? 0 : Math.Clamp((centre - spread) / scale, 0, p);
        var upper = successes == trials ? 1 : Math.Clamp((centre + spread) / scale, p, 1);
        return new Rate(successes, trials, p, lower, upper);
    }

    /// <param name="target">A fraction from 0 to 1.</param>
    public static RateVerdict Judge(Rate rate, decimal target)
    {
        var goal = (double)target;
        // Exact: the quotient of two counts is compared as decimals, so that 15 of 100 stands at 15 % and not a hair below.
        var leaning = rate.Trials > 0 && rate.Successes >= target * rate.Trials ? Leaning.Above : Leaning.Below;
        if (rate.Trials == 0) return new RateVerdict(Verdict.TooEarly, leaning);
        if (rate.Lower >= goal) return new RateVerdict(Verdict.Met, leaning);
        return new RateVerdict(rate.Upper < goal ? Verdict.Missed : Verdict.TooEarly, leaning);
    }
}
