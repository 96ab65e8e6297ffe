using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config.Rules;

/// <summary>
/// A plan under its workspace, and where rules report. A rule names what else it looked at (<c>needs</c>): when one of these could not be
/// read, the rule stays silent, because it would judge a placeholder.
/// </summary>
internal sealed record RuleScope(WeekPlan Plan, Findings Findings, GrowthConfig Config, Findings ConfigFindings)
{
    /// <summary>Before a path in <c>needs</c>: it is one of growth.yaml.</summary>
    internal const string Growth = "growth:";

    internal Currency Currency { get; } = Currency.TryGet(Config.Currency, out var currency) ? currency : Currency.Of("CNY");

    internal void Refuse(string rule, string path, Words message, string? value = null, Words? allowed = null, string? suggestion = null, params ReadOnlySpan<string> needs) =>
        Report(Severity.Error, rule, path, message, value, allowed, suggestion, needs);

    internal void Warn(string rule, string path, Words message, string? value = null, params ReadOnlySpan<string> needs) =>
        Report(Severity.Warning, rule, path, message, value, null, null, needs);

    private void Report(Severity severity, string rule, string path, Words message, string? value, Words? allowed, string? suggestion, ReadOnlySpan<string> needs)
    {
        if (Findings.IsBroken(path)) return;
        foreach (var need in needs)
        {
            var whole = need.StartsWith(Growth, StringComparison.Ordinal) ? ConfigFindings.IsWhole(need[Growth.Length..]) : Findings.IsWhole(need);
            if (!whole) return;
        }

        Findings.Add(rule, path, message, value, allowed, suggestion, severity);
    }
}
