using System.Data.Common;
using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Asks the same decisions that move weeks and campaigns what should have been done by an earlier moment and is not.</summary>
public static class OverdueSteps
{
    /// <returns>By week or campaign the steps that were due at that moment; empty when everything was done.</returns>
    public static async Task<IReadOnlyList<OverdueStep>> RunAsync(DbConnection connection, GrowthConfig config, Instant asOf)
    {
        var overdue = new List<OverdueStep>();
        foreach (var week in await LoadWeeks.RunAsync(connection, config, asOf))
            if (DecideWeek.Run(week, config.Week, asOf) is { Count: > 0 } steps) overdue.Add(new OverdueStep(week.Week.ToString(), string.Join(", ", steps)));
        foreach (var campaign in await connection.QueryAsync<Living>(Living.Select))
        {
            var due = DecideCampaign.Run(Json.Read<CampaignPlan>(campaign.Plan), Zones.Get(campaign.Zone), campaign.StoppedAt, asOf);
            if (due > campaign.State) overdue.Add(new OverdueStep(campaign.Key, due.ToString()));
        }

        return overdue;
    }
}

/// <param name="Of">The week or the campaign's key.</param>
/// <param name="Steps">What was not done, in the program's words.</param>
public sealed record OverdueStep(string Of, string Steps);
