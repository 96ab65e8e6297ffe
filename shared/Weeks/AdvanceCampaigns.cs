using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Takes campaigns through their lives. Each move is an update that asks for the state it was decided from, so that none is done twice or undone.</summary>
public sealed class AdvanceCampaigns(Database database)
{
    public async Task RunAsync(Instant now, CancellationToken cancellationToken)
    {
        var campaigns = await database.ReadAsync(connection => connection.QueryAsync<Living>(Living.Select), cancellationToken);
        foreach (var campaign in campaigns)
        {
            var state = DecideCampaign.Run(Json.Read<CampaignPlan>(campaign.Plan), Zones.Get(campaign.Zone), campaign.StoppedAt, now);
            // An edit may give a campaign a later end; what it has been through it does not go through again.
            if (state <= campaign.State) continue;
            await database.WriteAsync(transaction => transaction.ExecuteAsync(
                "update campaign set state = @next where key = @Key and state = @current",
                new { campaign.Key, next = state.ToText(), current = campaign.State.ToText() }), cancellationToken);
        }
    }
}
